import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { readPem } from "../../../homebridge-plugin/sources/pem";
import { createAuthority } from "../../../sandbox/support/certificates";
import { Problem } from "../../../shared/support/problem";

const KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIGhpZGRlbg==\n-----END PRIVATE KEY-----";

describe("a certificate or key of the configuration", () => {
  let folder: string;
  let certificate: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-pem-"));
    writeFileSync(join(folder, "notes.txt"), "hidden");
    ({ certificate } = await createAuthority("CN=Test CA"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function problemOf(property: string, value: string): Promise<Problem> {
    try {
      await readPem(property, value);
    } catch (error) {
      assert.ok(error instanceof Problem);
      return error;
    }
    return assert.fail("it was taken");
  }

  it("is none where it is empty", async () => assert.equal(await readPem("ca", ""), undefined));

  it("is the text itself", async () => assert.equal(await readPem("ca", certificate), certificate));

  const forms: readonly (readonly [string, (pem: string) => string])[] = [
    ["ends of lines as \\n", (pem) => pem.replaceAll(/\r?\n/g, "\\n")],
    ["ends of lines as \\r\\n", (pem) => pem.replaceAll(/\r?\n/g, "\\r\\n")],
    ["spaces for ends of lines", (pem) => pem.replaceAll(/\r?\n/g, " ")],
    ["nothing for ends of lines", (pem) => pem.replaceAll(/\r?\n/g, "")],
    ["ends of lines as Windows has them", (pem) => pem.replaceAll(/\r?\n/g, "\r\n")],
  ];
  for (const [what, form] of forms)
    it(`is the text with ${what}, one certificate or several`, async () => {
      const { fingerprint256 } = new X509Certificate(certificate);
      for (const count of [1, 2]) {
        const read = await readPem("ca", form(`${certificate.trim()}\n`.repeat(count).trim()));
        const parts = read?.match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g) ?? [];
        assert.deepEqual(
          parts.map((part) => new X509Certificate(part).fingerprint256),
          Array.from({ length: count }, () => fingerprint256),
        );
      }
    });

  it("is what a file holds", async () => {
    const file = join(folder, "ca.pem");
    writeFileSync(file, certificate);
    assert.equal(await readPem("ca", file), certificate);
  });

  const wrong: readonly (readonly [string, () => string])[] = [
    ["a file that is not there", () => join(folder, "absent.pem")],
    ["a folder", () => folder],
    ["a file of something else", () => join(folder, "notes.txt")],
    ["a key without its first line", () => KEY.replace(/^.*\n/, "")],
    ["half a path", () => "\0hidden"],
  ];
  for (const [what, value] of wrong)
    it(`is refused where it is ${what}, without a word of it`, async () => {
      const problem = await problemOf("key", value());
      assert.equal(problem.code, "bad-configuration");
      assert.equal(
        problem.message,
        '"mqtt.key" is not right. mqtt.key must be PEM text, or the path of a file with it that Homebridge may read.',
      );
      // Not in what is beneath it either: the path may be a key that is no PEM.
      assert.doesNotMatch(inspect(problem, { depth: 9 }), /hidden|aGlkZGVu|MC4CAQAw|GhpZGRlb/);
    });
});
