import assert from "node:assert/strict";
import { type Asked, addPage, addRoute, type Page } from "../../../nodes/common/admin";
import type { AdminHandler, AdminRequest, AdminResponse, NodeRed } from "../../../nodes/common/node-red";
import { Problem } from "../../../shared/support/problem";
import { settle } from "../../support/fake-clock";

type Headers = Readonly<Record<string, string>>;

interface Call {
  readonly headers?: Headers;
  readonly body?: unknown;
  readonly protocol?: string;
  readonly remoteAddress?: string;
  /** Addresses of proxies that are trusted; undefined where Express has no such setting. */
  readonly trusted?: readonly string[];
  readonly permissions?: readonly string[];
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

const HOST = "nodered.example:1880";
const OWN = `http://${HOST}`;
const JSON_TYPE = { "content-type": "application/json" };
const FORBIDDEN = "forbidden-origin";

/** The route's handlers in their order, as Express would call them. */
function route(method: "get" | "post", answer: (asked: Asked) => Promise<object>) {
  return added(method, (RED) =>
    addRoute(RED, { method, path: "/thing/:id", permission: "thing.write", answer }),
  );
}

function page(answer: () => Promise<Page>) {
  return added("post", (RED) => addPage(RED, { method: "post", path: "/thing", answer }));
}

function added(method: "get" | "post", addTo: (RED: NodeRed) => void) {
  let handlers: readonly AdminHandler[] = [];
  const held = new WeakMap<AdminRequest, readonly string[]>();
  const add = (_path: string, ...given: AdminHandler[]): void => void (handlers = given);
  const warnings: string[] = [];
  const RED = {
    httpAdmin: { get: add, post: add },
    log: { warn: (text: string) => void warnings.push(text) },
    auth: {
      needsPermission:
        (permission: string): AdminHandler =>
        (request, response, next) => {
          if (held.get(request)?.includes(permission) === false) response.status(401).json({});
          else next();
        },
    },
  } as unknown as NodeRed;
  addTo(RED);

  async function call(options: Call = {}): Promise<Answer> {
    const { headers = {}, protocol = "http", remoteAddress = "127.0.0.1", trusted } = options;
    const result: Answer = { status: 200, headers: {} };
    const response: AdminResponse = {
      status: (code) => ((result.status = code), response),
      set: (more) => (Object.assign(result.headers, more), response),
      json: (sent) => void (result.body = sent),
      end: (sent) => void (result.body = sent),
      get headersSent() {
        return result.body !== undefined;
      },
    };
    const trust = trusted && ((address: unknown): boolean => trusted.some((each) => each === address));
    const request = {
      method: method.toUpperCase(),
      headers: { host: HOST, ...headers },
      params: { id: "one" },
      body: "body" in options ? options.body : {},
      protocol,
      socket: { remoteAddress },
      app: { get: (name: string) => (name === "trust proxy fn" ? trust : undefined) },
    } as unknown as AdminRequest;
    if (options.permissions) held.set(request, options.permissions);
    const run = (index: number): void => handlers[index]?.(request, response, () => run(index + 1));
    run(0);
    await settle();
    return result;
  }
  return { call, warnings };
}

const codeOf = ({ body }: Answer): unknown =>
  (body as { error?: { code?: unknown } } | undefined)?.error?.code;
const well = () => Promise.resolve({ well: true });

describe("an endpoint of a dialog", () => {
  describe("by origin", () => {
    const PROXIED = { "x-forwarded-host": "home.example" };
    const TABLE: readonly (readonly ["get" | "post", string, Call, boolean])[] = [
      ["get", "no origin", {}, true],
      ["post", "no origin", {}, false],
      ["get", "its own origin", { headers: { origin: OWN } }, true],
      ["post", "its own origin", { headers: { origin: OWN } }, true],
      ["post", "its own origin in upper case", { headers: { origin: OWN.toUpperCase() } }, true],
      ["get", "null", { headers: { origin: "null" } }, false],
      ["post", "null", { headers: { origin: "null" } }, false],
      ["get", "another site", { headers: { origin: "http://evil.example" } }, false],
      ["post", "another site", { headers: { origin: "http://evil.example" } }, false],
      ["post", "another port", { headers: { origin: "http://nodered.example:1881" } }, false],
      ["post", "another scheme", { headers: { origin: `https://${HOST}` } }, false],
      ["post", "https on https", { headers: { origin: `https://${HOST}` }, protocol: "https" }, true],
      ["post", "a host that begins like its own", { headers: { origin: `${OWN}.evil.example` } }, false],
      ["post", "an empty origin", { headers: { origin: "" } }, false],
      [
        "post",
        "a forwarded host nobody trusts",
        { headers: { origin: "http://home.example", ...PROXIED } },
        false,
      ],
      [
        "post",
        "a forwarded host of a trusted proxy",
        { headers: { origin: "http://home.example", ...PROXIED }, trusted: ["127.0.0.1"] },
        true,
      ],
      [
        "post",
        "a forwarded host of somebody else while a proxy is trusted",
        { headers: { origin: "http://home.example", ...PROXIED }, trusted: ["10.0.0.1"] },
        false,
      ],
      [
        "post",
        "the first of several forwarded hosts",
        {
          headers: { origin: "http://home.example", "x-forwarded-host": "home.example, inner.example" },
          trusted: ["127.0.0.1"],
        },
        true,
      ],
    ];
    for (const [method, what, call, passes] of TABLE) {
      it(`${passes ? "lets" : "refuses"} a ${method.toUpperCase()} with ${what}${passes ? " pass" : ""}`, async () => {
        let asked = 0;
        const { call: send } = route(method, () => (asked++, well()));
        const answer = await send({ ...call, headers: { ...JSON_TYPE, ...call.headers } });
        assert.deepEqual(
          [answer.status, codeOf(answer), asked],
          passes ? [200, undefined, 1] : [403, FORBIDDEN, 0],
        );
      });
    }
  });

  describe("by content type", () => {
    for (const [type, passes] of [
      ["application/json", true],
      ["application/json; charset=utf-8", true],
      ["Application/JSON", true],
      ["text/plain", false],
      ["application/x-www-form-urlencoded", false],
      ["multipart/form-data", false],
      ["application/json-seq", false],
      ["text/plain; application/json", false],
      [undefined, false],
    ] as const) {
      it(`${passes ? "takes" : "refuses"} ${type ?? "none"}`, async () => {
        const { call } = route("post", well);
        const answer = await call({ headers: { origin: OWN, ...(type && { "content-type": type }) } });
        assert.equal(answer.status, passes ? 200 : 403);
      });
    }
  });

  for (const body of [undefined, null, "text", 5, true, [], [{}]]) {
    it(`answers a body of ${JSON.stringify(body)} with bad-request`, async () => {
      const { call } = route("post", well);
      const answer = await call({ headers: { origin: OWN, ...JSON_TYPE }, body });
      assert.deepEqual([answer.status, codeOf(answer)], [400, "bad-request"]);
    });
  }

  const POST = { headers: { origin: OWN, ...JSON_TYPE } };

  it("is kept by nobody on the way, whatever the answer is", async () => {
    for (const [answer, call] of [
      [well, POST],
      [() => Promise.reject(new Error("x")), POST],
      [well, {}],
      [well, { ...POST, permissions: [] }],
    ] as const) {
      const { headers } = await route("post", answer).call(call);
      assert.equal(headers["Cache-Control"], "no-store");
    }
  });

  it("asks for its permission after the origin", async () => {
    const { call } = route("post", well);
    assert.equal((await call({ ...POST, permissions: ["thing.read"] })).status, 401);
    assert.equal((await call({ ...POST, permissions: ["thing.write"] })).status, 200);
    assert.equal((await call({ headers: JSON_TYPE, permissions: [] })).status, 403);
  });

  it("knows what else whoever asks may do", async () => {
    const { call } = route("get", async ({ may }) => ({
      can: await may("thing.admin"),
      cannot: await may("thing.never"),
    }));
    const { body } = await call({ permissions: ["thing.write", "thing.admin"] });
    assert.deepEqual(body, { can: true, cannot: false });
  });

  it("hands over id, body and origin", async () => {
    const { call } = route("post", ({ id, body, origin }) => Promise.resolve({ id, body, origin }));
    const { body } = await call({ ...POST, body: { a: 1 } });
    assert.deepEqual(body, { id: "one", body: { a: 1 }, origin: OWN });
  });

  for (const [way, answer] of [
    [
      "throws",
      () => {
        throw new Problem({ code: "app-not-found", title: "Unknown", advice: "Check it." });
      },
    ],
    [
      "rejects",
      () => Promise.reject(new Problem({ code: "app-not-found", title: "Unknown", advice: "Check it." })),
    ],
  ] as const) {
    it(`tells code, title and advice when its work ${way}, and nothing of the technical cause`, async () => {
      const { status, body } = await route("post", answer).call(POST);
      assert.equal(status, 400);
      assert.deepEqual(body, { error: { code: "app-not-found", title: "Unknown", advice: "Check it." } });
    });
  }
});

describe("a page that everybody may open", () => {
  const PAGE: Page = { status: 400, headers: { "X-One": "1" }, html: "<p>" };

  it("asks for neither origin nor permission", async () => {
    const { call } = page(() => Promise.resolve(PAGE));
    for (const origin of ["null", "https://evil.example"]) {
      const answer = await call({ headers: { origin }, permissions: [] });
      assert.deepEqual(answer, { status: 400, headers: { "X-One": "1" }, body: "<p>" });
    }
  });

  it("is empty when its work throws, which is logged", async () => {
    const { call, warnings } = page(() => {
      throw new Error("a cause");
    });
    const { status, body } = await call();
    assert.deepEqual([status, body, warnings.length], [500, undefined, 1]);
  });
});
