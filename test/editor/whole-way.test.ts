import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { describeInBrowser } from "../support/browser";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { Editor } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";
import { root } from "../support/packed";
import { signInState } from "../support/sign-in";

interface FlowNode {
  readonly id: string;
  readonly type: string;
}

const example = JSON.parse(
  readFileSync(join(root, "examples/flows/01 - My lamp follows my presence.json"), "utf8"),
) as readonly FlowNode[];

function idOf(type: string): string {
  const node = example.find((candidate) => candidate.type === type);
  assert.ok(node, `the example has no ${type}`);
  return node.id;
}

const AUTH = idOf("teams-auth");
const POLL = idOf("presence-poll");
const BRIDGE = idOf("presence-hue-bridge");
const LIGHT = idOf("presence-hue-light");

describeInBrowser("from the imported example to a lamp that follows", () => {
  let microsoft: TestCloud;
  let bridge: Bridge;
  let red: NodeRedProcess;
  let editor: Editor;

  before(async function () {
    this.timeout(60_000);
    // Access tokens are that short so that every poll has to ask for a new one.
    microsoft = await startTestCloud({ accessTokenSeconds: 60 });
    const { authority, log, faults } = microsoft;
    bridge = await startBridge({ authority, log, faults });
    red = await NodeRedProcess.start({ major: "5", env: microsoft.env });
    await red.deploy(example);
    editor = await Editor.open(red);
  });
  after(async () => {
    await editor?.close();
    await red?.dispose();
    await bridge?.close();
    await microsoft?.close();
  });

  async function fillInAccount() {
    const dialog = await editor.edit(AUTH);
    await dialog.field("tenant").fill(microsoft.cloud.tenant);
    await dialog.field("clientId").fill(microsoft.cloud.clientId);
    await dialog.field("cloud").selectOption("custom");
    await dialog.field("authority").fill(microsoft.cloud.entra.origin);
    await dialog.field("graph").fill(microsoft.cloud.graph.origin);
    return dialog;
  }

  /** Plays the person with the phone: opens the link, types the code, picks the account, approves. */
  async function approveAt(link: string, code: string): Promise<void> {
    const context = await editor.page.context().browser()?.newContext({ ignoreHTTPSErrors: true });
    const page = await context?.newPage();
    assert.ok(page);
    await page.goto(link);
    await page.locator("#code").fill(code);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: /Alice Example/ }).click();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("heading").waitFor();
    await page.context().close();
  }

  it("forgets a sign-in when the dialog is cancelled", async () => {
    const dialog = await fillInAccount();
    await dialog.tray.getByRole("button", { name: "Sign in" }).click();
    const code = await dialog.tray.locator("output").textContent();
    microsoft.cloud.approve(code ?? "", "alice");
    await dialog.tray.getByText("Signed in as Alice Example").waitFor();
    const discarded = editor.page.waitForResponse((response) => response.url().endsWith("/sign-in/discard"));
    await dialog.cancel();
    await discarded;
    assert.deepEqual(await signInState(red, AUTH), { state: "signed-out" });
  });

  it("signs in from the dialog, with the code typed on another page", async () => {
    const dialog = await fillInAccount();
    await dialog.tray.getByRole("button", { name: "Sign in" }).click();
    const link = await dialog.tray.locator("#teams-auth-sign-in a").getAttribute("href");
    const code = await dialog.tray.locator("output").textContent();
    await dialog.tray.getByText(/^The code is good for another 1[45]:\d\d\.$/).waitFor();
    await approveAt(link ?? "", code ?? "");
    await dialog.tray.getByText("Signed in as Alice Example (alice@contoso.example)").waitFor();
    await dialog.tray.getByText("Press Update to keep this sign-in.").waitFor();
    assert.equal(await dialog.field("name").inputValue(), "Alice Example");
    const kept = editor.page.waitForResponse((response) => response.url().endsWith("/sign-in/keep"));
    await dialog.done();
    assert.equal((await kept).status(), 200);
  });

  it("pairs the bridge from its dialog", async () => {
    const dialog = await editor.edit(BRIDGE);
    await dialog.field("host").fill("127.0.0.1");
    await dialog.field("port").fill(String(bridge.port));
    await dialog.field("tls").selectOption("pinned");
    await dialog.tray.getByRole("button", { name: "Pair" }).click();
    await dialog.tray.getByText("Press the round button on the bridge now.").waitFor();
    bridge.pressButton();
    await dialog.tray.getByText(/^Paired with /).waitFor();
    assert.equal(await dialog.field("bridgeId").inputValue(), bridge.bridgeId);
    await dialog.done();
  });

  it("deploys, picks the lamp and shows the presence on every node", async () => {
    await editor.deployAnyway();
    const dialog = await editor.edit(LIGHT);
    const target = dialog.tray.locator("#hue-light-target");
    await target.locator("option", { hasText: "Desk lamp" }).waitFor({ state: "attached" });
    await target.selectOption({ label: "Desk lamp" });
    await dialog.done();
    microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
    const turned = new Promise<void>((resolve) => {
      bridge.onChange(() => {
        if (bridge.lamps().some(({ name, color }) => name === "Desk lamp" && color === "#ff0000")) resolve();
      });
    });
    await editor.deploy();
    await turned;
    await editor.statusOf(POLL).getByText("Busy · in a call").waitFor();
    await editor.statusOf(LIGHT).getByText("In a call").waitFor();
    assert.deepEqual(editor.trouble, []);
  });

  it("shows no credential after a reload", async () => {
    await editor.reload();
    const dialog = await editor.edit(BRIDGE);
    assert.equal(await dialog.field("key").inputValue(), "__PWRD__");
    await dialog.cancel();
    const account = await editor.edit(AUTH);
    await account.tray.getByText("Signed in as Alice Example (alice@contoso.example)").waitFor();
    await account.cancel();
  });

  it("keeps the account where the box that replaces it is not ticked, and says so", async () => {
    const dialog = await editor.edit(AUTH);
    await dialog.tray.getByRole("button", { name: "Sign in again" }).click();
    const code = await dialog.tray.locator("output").textContent();
    microsoft.cloud.approve(code ?? "", "bob");
    await dialog.tray.getByText("To keep this sign-in, tick the box above, then press Update.").waitFor();
    const box = dialog.tray.getByLabel("Yes, replace Alice Example by Bob Example");
    await box.check();
    await dialog.tray.getByText("Press Update to keep this sign-in.").waitFor();
    await box.uncheck();
    assert.equal(await dialog.field("name").inputValue(), "Alice Example");
    await dialog.done();
    await editor.page.getByText("tick the box that replaces Alice Example").waitFor();
    assert.equal((await signInState(red, AUTH)).account?.name, "Alice Example");
  });

  it("warns where Microsoft has ended the sign-in, and offers a new one", async () => {
    microsoft.faults.order({ target: "entra", kind: "revoked" });
    red.statuses.clear();
    await red.admin("POST", "/flows", {}, { "Node-RED-Deployment-Type": "reload" });
    await red.statuses.find(({ id, text }) => id === POLL && text === "sign in needed");
    const dialog = await editor.edit(AUTH);
    await dialog.tray.getByText("Microsoft has ended the sign-in of Alice Example").waitFor();
    await dialog.tray.getByRole("button", { name: "Sign out" }).waitFor();
    await dialog.tray.getByRole("button", { name: "Sign in again" }).click();
    const code = await dialog.tray.locator("output").textContent();
    microsoft.cloud.approve(code ?? "", "alice");
    await dialog.tray.getByText("Signed in as Alice Example").waitFor();
    const kept = editor.page.waitForResponse((response) => response.url().endsWith("/sign-in/keep"));
    await dialog.done();
    await kept;
    assert.equal((await signInState(red, AUTH)).state, "signed-in");
  });
});
