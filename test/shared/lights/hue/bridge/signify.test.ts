import assert from "node:assert/strict";
import { askSignify, type HttpAnswer } from "../../../../../shared/lights/hue/bridge/signify";
import { FakeClock } from "../../../../support/fake-clock";

const asked = (answer: unknown, status = 200) =>
  askSignify(new FakeClock(), () =>
    Promise.resolve<HttpAnswer>({
      status,
      text: typeof answer === "string" ? answer : JSON.stringify(answer),
    }),
  );
const ID = "001788fffe287a31";

describe("Signify's list of bridges", () => {
  it("is asked for at one address", async () => {
    const seen: string[] = [];
    await askSignify(new FakeClock(), async (host, path) => {
      seen.push(host + path);
      return { status: 200, text: JSON.stringify([{ id: ID, internalipaddress: "192.168.1.60" }]) };
    });
    assert.deepEqual(seen, ["discovery.meethue.com/"]);
  });

  it("names addresses, and ports where it knows them", async () =>
    assert.deepEqual(
      await asked([
        { id: ID, internalipaddress: "192.168.1.60", port: 443 },
        { id: ID, internalipaddress: " 192.168.1.61 " },
      ]),
      [{ host: "192.168.1.60", port: 443 }, { host: "192.168.1.61" }],
    ));

  it("is read past what it should not hold", async () =>
    assert.deepEqual(
      await asked([
        null,
        "192.168.1.1",
        { internalipaddress: "example.org" },
        { internalipaddress: 7 },
        { internalipaddress: "192.168.1.62", port: "443" },
        { internalipaddress: "192.168.1.63", port: 70_000 },
      ]),
      [{ host: "192.168.1.62" }, { host: "192.168.1.63" }],
    ));

  it("is not followed without end", async () => {
    const many = Array.from({ length: 400 }, (_, index) => ({ internalipaddress: `10.0.1.${index % 250}` }));
    assert.equal((await asked(many)).length, 50);
  });

  const REFUSED: readonly (readonly [what: string, answer: unknown, status: number, code: string])[] = [
    ["asked too often", "<html>", 429, "signify-limit"],
    ["nothing known", [], 200, "signify-empty"],
    ["nothing of use", [{ internalipaddress: "" }], 200, "signify-empty"],
    ["a page", "<html>", 200, "signify-unreachable"],
    ["an object", { internalipaddress: "192.168.1.60" }, 200, "signify-unreachable"],
    ["trouble", [], 503, "signify-unreachable"],
    ["a redirect", [], 302, "signify-unreachable"],
  ];
  for (const [what, answer, status, code] of REFUSED)
    it(`is a problem with ${what}`, () => assert.rejects(asked(answer, status), { code }));

  it("is a problem where there is no internet", () =>
    assert.rejects(
      askSignify(new FakeClock(), () => Promise.reject(new Error("ENOTFOUND"))),
      { code: "signify-unreachable" },
    ));
});
