import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { promisify } from "node:util";
import { PretendUsb } from "../../../sandbox/usb/pretend-usb";
import { RemoteDriver } from "../../../sandbox/usb/remote-driver";
import { serveUsb, type UsbServer } from "../../../sandbox/usb/usb-server";
import type { Driver, OpenLight } from "../../../shared/lights/busylight/driver";
import { output } from "../../../shared/lights/busylight/report";
import type { Problem } from "../../../shared/support/problem";
import { Inbox } from "../../support/inbox";

const FLAG = {
  id: "04d8:f372",
  family: "luxafor",
  model: "flag",
  manufacturer: "Microchip Technology Inc.",
  product: "LUXAFOR FLAG",
  port: "1-1",
} as const;

const RED = output([0, 1, 0xff, 0xff, 0, 0, 0, 0, 0]);
const FIRMWARE = output([0, 9, 9, 9, 9, 9, 9, 9, 9]);

describe("the sandbox's USB lights in another process", () => {
  let usb: PretendUsb;
  let server: UsbServer;
  let driver: Driver;
  let lost: Inbox<Problem>;
  let inputs: Inbox<string>;

  beforeEach(async () => {
    usb = new PretendUsb();
    usb.plug(FLAG);
    server = await serveUsb(usb);
    driver = new RemoteDriver(server);
    lost = new Inbox();
    inputs = new Inbox();
  });
  afterEach(() => server.close());

  async function open(by = driver): Promise<OpenLight> {
    const [device] = (await by.list()).devices;
    assert.ok(device);
    return by.open(device, {
      input: (bytes) => inputs.add(Buffer.from(bytes).toString("hex")),
      lost: (problem) => lost.add(problem),
    });
  }

  const isOpen = () => usb.lights().some((light) => light.isOpen);

  /** Resolves as soon as that is so, with the next change at the latest. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = (): void => void (isSo() && resolve());
      usb.onChange(look);
      look();
    });

  it("are listed as they are", async () => {
    assert.deepEqual(await driver.list(), await usb.list());
  });

  it("show what is written, and are closed", async () => {
    const light = await open();
    assert.ok(isOpen());
    await light.write(RED);
    assert.deepEqual(usb.shown("1-1")?.color, { red: 255, green: 0, blue: 0 });
    await light.close();
    await light.close();
    assert.ok(!isOpen());
    await assert.rejects(light.write(RED), { code: "usb-gone" });
  });

  it("refuse what a device would misread, and say why", async () => {
    const light = await open();
    await assert.rejects(light.write(FIRMWARE), /not all LEDs: output 0009/);
    await light.write(RED);
  });

  for (const [trouble, code] of [
    ["no-permission", "usb-permission"],
    ["held", "usb-busy"],
  ] as const)
    it(`cannot be opened with ${trouble}`, async () => {
      usb.trouble("1-1", trouble);
      await assert.rejects(open(), { name: "Problem", code });
      assert.deepEqual(lost.all, []);
    });

  it("let a write fail, or hang until it is closed", async () => {
    const light = await open();
    usb.trouble("1-1", "write-fails");
    await assert.rejects(light.write(RED), { code: "usb-failed" });
    usb.trouble("1-1", "write-hangs");
    const hanging = assert.rejects(light.write(RED), { code: "usb-gone" });
    await light.close();
    await hanging;
  });

  it("tell of their buttons, and of being unplugged, once", async () => {
    const light = await open();
    usb.press("1-1", "pressed");
    assert.equal(await inputs.find(() => true), "8300000000000000");
    usb.unplug("1-1");
    assert.equal((await lost.find(() => true)).code, "usb-gone");
    await assert.rejects(light.write(RED), { code: "usb-gone" });
    await server.close();
    assert.equal((await driver.list()).problems.length, 1);
    assert.equal(lost.all.length, 1);
  });

  it("tell nothing any more when they are closed", async () => {
    const light = await open();
    await light.close();
    usb.press("1-1", "pressed");
    usb.unplug("1-1");
    await driver.list();
    assert.deepEqual([inputs.all, lost.all], [[], []]);
  });

  it("are all lost with the connection, and found again with the next one", async () => {
    const light = await open();
    await server.close();
    assert.equal((await lost.find(() => true)).code, "usb-failed");
    await until(() => !isOpen());
    await assert.rejects(light.write(RED), { code: "usb-failed" });
    const { devices, problems } = await driver.list();
    assert.deepEqual([devices, problems.map(({ code }) => code)], [[], ["usb-failed"]]);
    await assert.rejects(driver.open({ ...ANY, path: "/dev/pretend0" }, NOBODY), { code: "usb-failed" });
  });

  it("are found again where the sandbox has cut the connection off", async () => {
    const port = Number(server.at.split(":")[1]);
    const other = connect(port, "127.0.0.1");
    other.write(`${JSON.stringify({ token: server.token })}\n`);
    other.write(`${JSON.stringify({ id: 1, ask: "open", path: "/dev/pretend0" })}\n`);
    await once(other, "data");
    await assert.rejects(open(), { code: "usb-busy" });
    // Neither a question nor an answer: it is cut off, and so has nothing open any more.
    other.write("{}\n");
    await cutOff(other);
    await until(() => !isOpen());
    await (await open()).write(RED);
    assert.equal(usb.opened, 2);
  });

  it("are neither seen nor opened without the token of this start", async () => {
    const stranger: Driver = new RemoteDriver({ at: server.at, token: "guessed" });
    const { devices, problems } = await stranger.list();
    assert.deepEqual([devices, problems.map(({ code }) => code)], [[], ["usb-failed"]]);
    await assert.rejects(stranger.open({ ...ANY, path: "/dev/pretend0" }, NOBODY), { code: "usb-failed" });
    assert.equal(usb.opened, 0);
    const other = await serveUsb(usb);
    assert.notEqual(other.token, server.token);
    await other.close();
  });

  for (const sent of ["list\n", '{"id":1,"ask":"list"}\n', "[]\n", "x".repeat(300_000)])
    it(`are not for somebody who begins with ${JSON.stringify(sent.slice(0, 24))}`, async () => {
      const socket = connect(Number(server.at.split(":")[1]), "127.0.0.1");
      let heard = "";
      socket.on("data", (chunk: Buffer) => (heard += chunk.toString("utf8")));
      socket.write(sent);
      await cutOff(socket);
      assert.equal(heard, "");
    });

  it("are found by a process that is told of them in its environment", async () => {
    const list = `require(process.env.TEAMS_PRESENCE_USB_DRIVER).driver.list()
      .then((listing) => { console.log(JSON.stringify(listing)); process.exit(); })`;
    const env = { ...process.env, ...server.environment };
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", list], { env });
    assert.deepEqual(JSON.parse(stdout), await usb.list());
  });

  it("are on this machine's own address only", async () => {
    assert.match(server.at, /^127\.0\.0\.1:\d+$/);
    const elsewhere: Driver = new RemoteDriver({
      at: server.at.replace("127.0.0.1", "localhost"),
      token: server.token,
    });
    assert.equal((await elsewhere.list()).problems[0]?.code, "usb-failed");
  });
});

/** Resolves when the other end has had enough, be it in the middle of what it was sent. */
function cutOff(socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

const ANY = {
  transport: "hid",
  vendorId: 0,
  productId: 0,
  serialNumber: "",
  manufacturer: "",
  product: "",
  release: 0,
} as const;

const NOBODY = { input: () => undefined, lost: () => undefined };
