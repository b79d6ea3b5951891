import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { Bonjour } from "bonjour-service";
import type { Service } from "bonjour-service";
import { advertise } from "../../../sandbox/bridge/mdns";
import type { Advertisement } from "../../../sandbox/bridge/mdns";
import { startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";

const LOOPBACK = "127.0.0.1";

/** A UDP port nobody has. */
async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, LOOPBACK);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

describe("a pretend bridge made known by mDNS", () => {
  let rig: Rig;
  let port: number;
  let advertisement: Advertisement;
  let client: Bonjour;
  before(async () => {
    rig = await startRig({ model: "BSB003" });
    port = await freePort();
    advertisement = await advertise(rig.bridge, { interface: LOOPBACK, port });
    client = new Bonjour({ port, interface: LOOPBACK, bind: "0.0.0.0" } as object);
  });
  after(async () => {
    await advertisement.close();
    await new Promise((resolve) => client.destroy(() => resolve(undefined)));
    await rig.bridge.close();
  });

  it("is found with its id, model, address and port, until it says goodbye", async () => {
    const browser = client.find({ type: "hue" });
    const [service] = (await once(browser, "up")) as [Service];
    assert.equal(service.name, `Philips Hue - ${rig.bridge.bridgeId.slice(-6).toUpperCase()}`);
    assert.deepEqual(service.txt, { bridgeid: rig.bridge.bridgeId, modelid: "BSB003" });
    assert.deepEqual([service.port, service.addresses], [rig.bridge.port, [LOOPBACK]]);
    const gone = once(browser, "down");
    await advertisement.close();
    await gone;
    browser.stop();
  });

  it("tells why when the interface is none of this machine", async () => {
    await assert.rejects(advertise(rig.bridge, { interface: "203.0.113.1", port: await freePort() }), {
      code: "ENODEV",
    });
  });
});
