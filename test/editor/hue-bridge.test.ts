import assert from "node:assert/strict";
import { createAuthority, type Authority } from "../../sandbox/support/certificates";
import { startPlainServer } from "../shared/lights/hue/wire/http-server";
import { type Handler, type HttpsServer, startServer } from "../shared/lights/hue/wire/https-server";
import { describeInBrowser } from "../support/browser";
import { type Dialog, Editor, rawKeysIn } from "../support/editor";
import { advertise, mdnsPort, type MdnsPort } from "../support/mdns";
import { NodeRedProcess } from "../support/node-red";

const HOME = { id: "001788fffe5a4d0b", name: "Home" };
const PRO = { id: "c42996fffe0a1b2c", name: "Office" };
const ATTIC = { id: "001788fffe0a1b2c", name: "Attic" };
const KEY = "forty-characters-that-are-the-key-000000";

const HOME_CONFIG = "a1b2c3d4e5f60a01";
const NEW_CONFIG = "a1b2c3d4e5f60a02";
const SECOND_CONFIG = "a1b2c3d4e5f60a03";

const DISCOVER = "**/presence-hue-bridge/discover";

/** What bridges say about themselves; the emulated home is a square one. */
const config = ({ id, name }: typeof HOME, modelid: string, swversion = "1967054020") => ({
  name,
  swversion,
  modelid,
  bridgeid: id.toUpperCase(),
});

const listed = ({ id, name }: typeof HOME, { port }: HttpsServer, model: string) => ({
  host: "127.0.0.1",
  port,
  bridgeId: id,
  name,
  model,
});

for (const major of ["4", "5"] as const)
  describeInBrowser(`the bridge's dialog in Node-RED ${major}`, () => {
    let place: MdnsPort;
    let authority: Authority;
    let red: NodeRedProcess;
    let editor: Editor;
    let home: HttpsServer;
    let pro: HttpsServer;
    let attic: HttpsServer;
    let isPressed = false;
    const ends: (() => Promise<unknown>)[] = [];

    /** A bridge, as far as pairing goes; its button is pressed for all of them at once. */
    const bridge =
      (about: object): Handler =>
      ({ url }, response) => {
        const pairing = isPressed ? { success: { username: KEY } } : { error: { type: 101 } };
        response.end(JSON.stringify(url === "/api" ? [pairing] : about));
      };

    before(async function () {
      this.timeout(60_000);
      place = await mdnsPort();
      authority = await createAuthority("CN=Somebody's own");
      const leaf = (id: string) => authority.issue({ commonName: id });
      home = await startServer(await leaf(HOME.id), bridge(config(HOME, "BSB002")));
      pro = await startServer(await leaf(PRO.id.toUpperCase()), bridge(config(PRO, "BSB003")));
      attic = await startPlainServer(bridge(config(ATTIC, "BSB001", "01041302")));
      ends.push(home.close, pro.close, attic.close);
      const env = { TEAMS_PRESENCE_MDNS_INTERFACE: `${place.interface}:${place.port}` };
      red = await NodeRedProcess.start({ major, env });
      await red.deploy([
        { id: "tab", type: "tab", label: "Flow" },
        {
          id: HOME_CONFIG,
          type: "presence-hue-bridge",
          name: "Living room",
          host: "127.0.0.1",
          port: home.port,
          bridgeId: HOME.id,
          tls: "insecure",
          credentials: { key: "stored" },
        },
        ...[NEW_CONFIG, SECOND_CONFIG].map((id) => ({
          id,
          type: "presence-hue-bridge",
          name: "",
          host: "",
          port: 443,
        })),
      ]);
      editor = await Editor.open(red);
    });
    after(async () => {
      await editor?.close();
      await red?.dispose();
      for (const end of ends) await end();
    });
    beforeEach(() => (isPressed = false));
    afterEach(() => assert.deepEqual(editor.trouble.splice(0), []));

    const search = (dialog: Dialog) => dialog.tray.getByRole("button", { name: /^Search/ });
    const pair = (dialog: Dialog) => dialog.tray.getByRole("button", { name: "Pair", exact: true });
    const button = (dialog: Dialog, name: string | RegExp) => dialog.tray.getByRole("button", { name });
    const text = (dialog: Dialog, text: string | RegExp) => dialog.tray.getByText(text);
    const values = async (dialog: Dialog, ...names: readonly string[]) => {
      const found = await Promise.all(
        names.map(async (name) => [name, await dialog.field(name).inputValue()] as const),
      );
      return Object.fromEntries(found);
    };
    const notChecked = (dialog: Dialog) => dialog.field("tls").selectOption("insecure");

    describe("where nobody answers a search", () => {
      it("says why that may be, and that an address can be typed", async () => {
        const dialog = await editor.edit(NEW_CONFIG);
        await search(dialog).click();
        await text(dialog, "Searching for bridges …").waitFor();
        assert.ok(await search(dialog).isDisabled());
        await text(dialog, "No bridge has answered. Why that may be:").waitFor();
        await text(dialog, /another network/).waitFor();
        await text(dialog, /container/).waitFor();
        await text(dialog, /address can be typed in below/).waitFor();
        assert.ok(await search(dialog).isEnabled());
        await dialog.cancel();
      });

      it("asks Signify only where the box is ticked, and says what is wrong there", async () => {
        const asked: unknown[] = [];
        await editor.page.route(DISCOVER, (route) => {
          asked.push(route.request().postDataJSON());
          return route.fulfill(
            asked.length === 1
              ? { json: [] }
              : {
                  status: 400,
                  json: { error: { code: "signify-limit", title: "Too often", advice: "Wait." } },
                },
          );
        });
        const dialog = await editor.edit(NEW_CONFIG);
        const box = dialog.tray.getByLabel("Also ask Signify (tells them your internet address)");
        assert.equal(await box.isChecked(), false);
        await search(dialog).click();
        await text(dialog, /^No bridge has answered/).waitFor();
        await box.check();
        await search(dialog).click();
        await text(dialog, "Too often").waitFor();
        assert.deepEqual(asked, [{ cloud: false }, { cloud: true }]);
        await editor.page.unroute(DISCOVER);
        // The browser itself reports the refusal.
        editor.trouble.splice(0);
        await dialog.cancel();
      });
    });

    describe("with bridges in the network", () => {
      before(async () => {
        ends.push(
          await advertise(place, { name: "one", port: home.port, txt: { bridgeid: HOME.id } }),
          await advertise(place, { name: "two", port: pro.port, txt: { bridgeid: PRO.id } }),
          await advertise(place, { name: "three", port: attic.port }),
        );
      });

      /** Opens a new bridge's dialog and chooses one that was found; only the first test waits for a real search. */
      async function choose(name: string, id = NEW_CONFIG): Promise<Dialog> {
        const dialog = await editor.edit(id);
        await editor.page.route(DISCOVER, (route) =>
          route.fulfill({
            json: [
              { ...listed(ATTIC, attic, "BSB001"), api: "v1" },
              listed(HOME, home, "BSB002"),
              listed(PRO, pro, "BSB003"),
            ],
          }),
        );
        await search(dialog).click();
        await button(dialog, new RegExp(`^${name}`)).click();
        await editor.page.unroute(DISCOVER);
        return dialog;
      }

      it("lists them by name, with what is known of each", async () => {
        const dialog = await editor.edit(NEW_CONFIG);
        await search(dialog).click();
        const list = dialog.tray.locator(".hue-bridge-found button");
        await list.nth(2).waitFor();
        assert.deepEqual(
          (await list.allInnerTexts()).map((entry) => entry.split(/\n+/).map((line) => line.trim())),
          [
            ["Attic", `Hue Bridge, round (BSB001) · 127.0.0.1:${attic.port}`, "without encryption"],
            ["Home", `Hue Bridge (BSB002) · 127.0.0.1:${home.port}`, "already set up"],
            ["Office", `Hue Bridge Pro (BSB003) · 127.0.0.1:${pro.port}`],
          ],
        );
        assert.deepEqual(await rawKeysIn(dialog.tray), []);
        assert.deepEqual(await dialog.tooWide(), []);
        await dialog.cancel();
      });

      it("says which one the dialog is about", async () => {
        const dialog = await choose("Home", HOME_CONFIG);
        assert.match(await button(dialog, /^Home/).innerText(), /this one\s*$/);
        await dialog.cancel();
      });

      it("pairs with the chosen one: picture, countdown, button, kept with Done", async () => {
        const dialog = await choose("Office");
        assert.deepEqual(await values(dialog, "host", "port", "api"), {
          host: "127.0.0.1",
          port: String(pro.port),
          api: "auto",
        });
        assert.equal(await button(dialog, /^Office/).getAttribute("aria-pressed"), "true");
        await notChecked(dialog);
        await text(dialog, "Anyone in the network can pose as the bridge and read the key.").waitFor();
        await pair(dialog).click();
        await text(dialog, "Press the round button on the bridge now.").waitFor();
        await dialog.tray.getByRole("img", { name: /round button in its middle is marked/ }).waitFor();
        await text(dialog, /^Another (2\d|30) seconds$/).waitFor();
        assert.deepEqual(await dialog.tooWide(), []);
        isPressed = true;
        await text(dialog, "Paired with Office, Hue Bridge Pro (BSB003)").waitFor();
        await text(dialog, /^Press (Update|Done) to keep this, then deploy\.$/).waitFor();
        assert.deepEqual(await values(dialog, "name", "bridgeId", "key"), {
          name: "Office",
          bridgeId: PRO.id,
          key: KEY,
        });
        await dialog.cancel();
        assert.equal((await editor.node(NEW_CONFIG))?.["bridgeId"] ?? "", "", "Cancel keeps nothing");
      });

      it("takes the new key away again where the address changes, and gives it back", async () => {
        const dialog = await choose("Office");
        await notChecked(dialog);
        isPressed = true;
        await pair(dialog).click();
        await text(dialog, /^Paired with Office/).waitFor();
        await dialog.field("host").fill("192.0.2.7");
        assert.equal(await dialog.field("key").inputValue(), "");
        await text(dialog, "The key belongs to the settings as they were. Pair again.").waitFor();
        await dialog.field("host").fill("127.0.0.1");
        assert.equal(await dialog.field("key").inputValue(), KEY);
        await dialog.cancel();
      });

      it("says that a bridge is set up already, and tells two of one name apart", async () => {
        const labels = () => Promise.all([HOME_CONFIG, SECOND_CONFIG].map((id) => editor.label(id)));
        const dialog = await choose("Home", SECOND_CONFIG);
        await notChecked(dialog);
        isPressed = true;
        await pair(dialog).click();
        await text(dialog, /^This bridge is set up already as Living room\./).waitFor();
        assert.deepEqual(await labels(), ["Living room", "Hue bridge"]);
        await dialog.field("name").fill("Living room");
        await dialog.done();
        const label = `Living room (127.0.0.1:${home.port})`;
        assert.deepEqual(await labels(), [label, label]);
        const again = await editor.edit(SECOND_CONFIG);
        await again.field("name").fill("");
        await again.done();
        assert.deepEqual(await labels(), ["Living room", `127.0.0.1:${home.port}`]);
      });

      it("stops at Cancel, and begins anew", async () => {
        const dialog = await choose("Office");
        await notChecked(dialog);
        await pair(dialog).click();
        await dialog.tray.locator("#hue-bridge-pairing").getByRole("button", { name: "Cancel" }).click();
        await pair(dialog).waitFor();
        isPressed = true;
        await pair(dialog).click();
        await text(dialog, /^Paired with Office/).waitFor();
        await dialog.cancel();
      });

      it("does not believe a stranger's certificate, and says what to do", async () => {
        const dialog = await choose("Home");
        await pair(dialog).click();
        await text(dialog, /did not prove to be a genuine Hue bridge/).waitFor();
        await text(dialog, /choose the identity Pinned certificate and pair again/).waitFor();
        editor.trouble.splice(0);
        await dialog.field("tls").selectOption("pinned");
        isPressed = true;
        await button(dialog, "Try again").click();
        await text(dialog, /^Paired with Home/).waitFor();
        assert.match(await dialog.field("certificate").inputValue(), /^-----BEGIN CERTIFICATE-----/);
        await dialog.cancel();
      });

      it("warns of what an old bridge cannot do, and pairs with it all the same", async () => {
        const dialog = await choose("Attic");
        await text(dialog, /^Everything goes through the network in clear text, the key too/).waitFor();
        assert.equal(await dialog.field("api").inputValue(), "v1");
        assert.ok(await dialog.field("api").isVisible(), "what is not the usual is shown");
        assert.ok(!(await dialog.field("tls").isVisible()), "there is no identity to check");
        isPressed = true;
        await pair(dialog).click();
        await text(dialog, "Paired with Attic, Hue Bridge, round (BSB001)").waitFor();
        await dialog.done();
        const kept = await editor.node(NEW_CONFIG);
        assert.deepEqual(
          ["host", "port", "bridgeId", "api"].map((name) => String(kept?.[name])),
          ["127.0.0.1", String(attic.port), ATTIC.id, "v1"],
        );
      });

      it("shows what was chosen for an old bridge when it is opened again", async () => {
        const dialog = await editor.edit(NEW_CONFIG);
        await text(dialog, /^Everything goes through the network in clear text/).waitFor();
        assert.ok(await dialog.field("api").isVisible());
        await dialog.cancel();
      });
    });

    it("pairs with an old bridge only where that is chosen, and says so", async () => {
      const dialog = await editor.edit(HOME_CONFIG);
      await dialog.field("port").fill(String(attic.port));
      assert.ok(!(await dialog.field("api").isVisible()));
      await pair(dialog).click();
      await text(dialog, /is too old for the new interface/).waitFor();
      await text(dialog, /choose API Old bridge and pair again/).waitFor();
      assert.ok(await dialog.field("api").isVisible(), "it is laid open where it can be chosen");
      editor.trouble.splice(0);
      await dialog.cancel();
    });

    it("follows the usual port from one way to speak to the other", async () => {
      const dialog = await editor.edit(HOME_CONFIG);
      await text(dialog, "Advanced").click();
      const ports: string[] = [];
      for (const [port, api] of [
        ["443", "v1"],
        ["80", "auto"],
        ["8443", "v1"],
      ] as const) {
        await dialog.field("port").fill(port);
        await dialog.field("api").selectOption(api);
        ports.push(await dialog.field("port").inputValue());
      }
      assert.deepEqual(ports, ["80", "443", "8443"]);
      await dialog.cancel();
    });

    it("uses the stored key for nothing else: it goes with the address, and comes back with it", async () => {
      const dialog = await editor.edit(HOME_CONFIG);
      await text(dialog, "Advanced").click();
      const key = dialog.field("key");
      assert.equal(await key.inputValue(), "__PWRD__");
      for (const [property, other, own] of [
        ["host", "192.0.2.7", "127.0.0.1"],
        ["port", "1", String(home.port)],
        ["bridgeId", ATTIC.id, HOME.id],
      ] as const) {
        await dialog.field(property).fill(other);
        assert.equal(await key.inputValue(), "", property);
        await dialog.field(property).fill(own);
        assert.equal(await key.inputValue(), "__PWRD__", property);
      }
      for (const [property, other, own] of [
        ["tls", "verified", "insecure"],
        ["api", "v1", "auto"],
      ] as const) {
        await dialog.field(property).selectOption(other);
        assert.equal(await key.inputValue(), "", property);
        await dialog.field(property).selectOption(own);
        assert.equal(await key.inputValue(), "__PWRD__", property);
      }
      await dialog.cancel();
    });

    it("says that it has met another bridge than before, and keeps it only where that is wished", async () => {
      isPressed = true;
      const dialog = await editor.edit(HOME_CONFIG);
      await dialog.field("port").fill(String(pro.port));
      await pair(dialog).click();
      await text(dialog, `This is another bridge than before: ${PRO.name}, ${PRO.id}.`).waitFor();
      await text(dialog, new RegExp(`The bridge before is ${HOME.id}`)).waitFor();
      assert.equal(await dialog.field("bridgeId").inputValue(), HOME.id, "nothing is kept yet");
      assert.equal(await dialog.field("key").inputValue(), "");
      await button(dialog, "Do not use it").click();
      assert.equal(await dialog.field("bridgeId").inputValue(), HOME.id);
      await pair(dialog).click();
      await button(dialog, "Use this bridge").click();
      await text(dialog, /^Paired with Office/).waitFor();
      assert.deepEqual(await values(dialog, "bridgeId", "key", "name"), {
        bridgeId: PRO.id,
        key: KEY,
        name: "Living room",
      });
      await dialog.cancel();
    });

    it("asks nothing where it has met the bridge it knows", async () => {
      isPressed = true;
      const dialog = await editor.edit(HOME_CONFIG);
      await pair(dialog).click();
      await text(dialog, "Paired with Home, Hue Bridge (BSB002)").waitFor();
      await dialog.cancel();
    });

    it("gives up after half a minute in which nobody pressed the button, in a narrow window", async () => {
      const { page } = editor;
      await page.setViewportSize({ width: 800, height: 900 });
      await page.clock.install();
      const dialog = await editor.edit(HOME_CONFIG);
      await text(dialog, "Advanced").click();
      await pair(dialog).click();
      await text(dialog, "Press the round button on the bridge now.").waitFor();
      assert.deepEqual(await dialog.tooWide(), []);
      assert.deepEqual(await rawKeysIn(dialog.tray), []);
      await page.clock.fastForward(31_000);
      await text(dialog, "Nobody pressed the button in time").waitFor();
      await text(dialog, /within 30 seconds/).waitFor();
      isPressed = true;
      await button(dialog, "Try again").click();
      await text(dialog, /^Paired with Home/).waitFor();
      await dialog.cancel();
      await page.setViewportSize({ width: 1280, height: 900 });
    });
  });
