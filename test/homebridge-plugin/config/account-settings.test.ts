import assert from "node:assert/strict";
import { readConfig } from "../../../homebridge-plugin/config/config";
import { ACCOUNT } from "./support";

function messages(block: unknown): readonly string[] {
  return readConfig(block).complaints.map(({ message }) => message);
}

describe("accounts of the configuration", () => {
  it("are read with what they need, and no permission that nobody needs", () => {
    const [account] = readConfig({
      accounts: [{ ...ACCOUNT, tenant: " Contoso.COM ", clientId: ACCOUNT.clientId.toUpperCase() }],
    }).accounts;
    assert.deepEqual(account, {
      id: "work",
      name: "Work",
      signIn: {
        registration: { cloud: "global", tenant: "contoso.com", clientId: ACCOUNT.clientId },
        method: "device-code",
        readOthers: false,
        writePresence: false,
        redirectUri: "",
      },
    });
  });

  it("may read others where somebody of the people is named", () => {
    const { accounts } = readConfig({
      accounts: [ACCOUNT, { ...ACCOUNT, name: "Club" }],
      people: [
        { name: "Me", account: "work" },
        { name: "Bob", account: "club", user: "bob@contoso.com" },
      ],
    });
    assert.deepEqual(
      accounts.map(({ id, signIn }) => [id, signIn.readOthers]),
      [
        ["work", false],
        ["club", true],
      ],
    );
  });

  it("are of another cloud where they say so", () => {
    const custom = {
      ...ACCOUNT,
      cloud: "custom",
      authority: "https://login.test",
      graph: "https://graph.test",
    };
    const [account] = readConfig({ accounts: [custom] }).accounts;
    assert.equal(account?.signIn.registration.authority, "https://login.test");
  });

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ["tenant", { tenant: "my company" }, /^accounts\[0\]: Tenant is missing or wrong\. .*property tenant/],
    ["tenant", { tenant: undefined }, /^accounts\[0\]: Tenant is missing or wrong/],
    ["clientId", { clientId: 7 }, /^accounts\[0\]: Client ID is missing or wrong\. .*property clientId/],
    [
      "cloud",
      { cloud: "moon" },
      /^accounts\[0\]: The property "cloud" is missing or wrong\. It must be one of global/,
    ],
    ["cloud", { cloud: {} }, /^accounts\[0\]: The property "cloud"/],
    [
      "authority",
      { authority: "https://login.test" },
      /^accounts\[0\]: The property "authority" .* left empty unless "cloud" is custom/,
    ],
    [
      "graph",
      { cloud: "custom", authority: "https://a.test", graph: "http://b.test" },
      /"graph" .* an https address/,
    ],
  ];
  for (const [property, changes, complaint] of wrong)
    it(`keep their accessories, and their people's, where the ${property} is wrong: ${JSON.stringify(changes)}`, () => {
      const block = {
        accounts: [{ ...ACCOUNT, ...changes }],
        people: [{ name: "Alice" }, { name: "Bob", account: "work", user: "bob@contoso.com" }],
      };
      const { accounts, namedAccounts, people, complaints } = readConfig(block);
      assert.deepEqual(accounts, []);
      assert.deepEqual(
        namedAccounts.map(({ id, name }) => [id, name]),
        [["work", "Work"]],
      );
      assert.deepEqual(
        people.map(({ id, source }) => [id, source]),
        [
          ["alice", undefined],
          ["bob", undefined],
        ],
      );
      assert.equal(complaints.length, 1);
      assert.match(messages(block)[0] ?? "", complaint);
    });

  it("keep their accessories where they are wrong and nobody is listed", () => {
    const { people } = readConfig({ accounts: [{ ...ACCOUNT, tenant: "" }] });
    assert.deepEqual(
      people.map(({ id, source }) => [id, source]),
      [["work", undefined]],
    );
  });

  it("do not disturb each other", () => {
    const { accounts } = readConfig({ accounts: [{ ...ACCOUNT, name: "Bad", tenant: "?" }, ACCOUNT] });
    assert.deepEqual(
      accounts.map(({ id }) => id),
      ["work"],
    );
  });

  it("sign in by a code unless they say otherwise, and never as an application", () => {
    const methodOf = (method: unknown) =>
      readConfig({ accounts: [{ ...ACCOUNT, method }] }).accounts[0]?.signIn.method;
    assert.deepEqual([undefined, "device-code", "auth-code", "app"].map(methodOf), [
      "device-code",
      "device-code",
      "auth-code",
      "device-code",
    ]);
    assert.deepEqual(messages({ accounts: [{ ...ACCOUNT, method: "auth-code" }] }), []);
    assert.deepEqual(messages({ accounts: [{ ...ACCOUNT, method: "app" }] }), [
      '"accounts[0].method" is not right. accounts[0].method must be one of device-code, auth-code. Until then it is device-code.',
    ]);
  });

  it("have nothing else: a secret least of all, which is not repeated", () => {
    const [message, ...others] = messages({ accounts: [{ ...ACCOUNT, clientSecret: "hidden" }] });
    assert.deepEqual(others, []);
    assert.match(message ?? "", /accounts\[0\]\.clientSecret must be left out; known are id, name, cloud/);
    assert.doesNotMatch(message ?? "", /hidden/);
  });
});
