import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { browse, mdnsPlace, type MdnsPlace } from "../../../../../shared/lights/hue/bridge/mdns";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { advertise, mdnsPort, type MdnsPort } from "../../../../support/mdns";

const [ONE, TWO] = ["001788fffe000001", "001788fffe000002"];
const GROUP = "224.0.0.251";

describe("looking for bridges by multicast DNS", () => {
  let place: MdnsPort;
  const ends: (() => unknown)[] = [];

  before(() => import("bonjour-service"));
  beforeEach(async () => (place = await mdnsPort()));
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  /** Started, with its timers set. */
  async function started(options: { readonly wanted?: string; readonly signal?: AbortSignal } = {}) {
    const clock = new FakeClock();
    const found = browse({ clock, place, ...options });
    // One turn for the package, which is loaded already, and the call sets its timers.
    await settle();
    return { clock, found };
  }

  /** Hears what is asked in the network. */
  async function listener(): Promise<Socket> {
    const socket = createSocket({ type: "udp4", reuseAddr: true }).bind(place.port, "0.0.0.0");
    await once(socket, "listening");
    socket.addMembership(GROUP, place.interface);
    ends.push(() => new Promise<void>((resolve) => socket.close(resolve)));
    return socket;
  }

  it("finds one that says it is here, and where it says so", async () => {
    ends.push(
      await advertise(place, { port: 8443, txt: { bridgeid: ONE.toUpperCase(), modelid: "BSB002" } }),
    );
    const { clock, found } = await started({ wanted: ONE });
    const [seen] = await found;
    assert.deepEqual([seen?.port, seen?.bridgeId, seen?.hosts[0]], [8443, ONE, "127.0.0.1"]);
    assert.equal(clock.pending, 0, "no timer is left");
  });

  it("passes by others until it meets the wanted one", async () => {
    ends.push(await advertise(place, { name: "Other", port: 1, txt: { bridgeid: TWO } }));
    const { found } = await started({ wanted: ONE });
    ends.push(await advertise(place, { name: "Late", port: 2, txt: { bridgeid: ONE } }));
    assert.equal((await found).at(-1)?.port, 2);
  });

  it("tells of those too that say no id, or none that could be one", async () => {
    ends.push(await advertise(place, { name: "Silent", port: 1 }));
    ends.push(await advertise(place, { name: "Nonsense", port: 2, txt: { bridgeid: "bridge" } }));
    const network = await listener();
    const answers = new Set<number>();
    const heardBoth = new Promise<void>((resolve) =>
      network.on("message", (packet: Buffer) => {
        for (const name of ["Silent", "Nonsense"]) if (packet.includes(name)) answers.add(name.length);
        if (answers.size === 2) resolve();
      }),
    );
    const { clock, found } = await started();
    await heardBoth;
    await clock.advance(4_000);
    const seen = [...(await found)].sort((a, b) => a.port - b.port);
    assert.deepEqual(
      seen.map(({ port, bridgeId }) => [port, bridgeId]),
      [
        [1, undefined],
        [2, undefined],
      ],
    );
  });

  it("ends after four seconds where nobody answers, having asked three times", async () => {
    const network = await listener();
    const first = once(network, "message");
    const { clock, found } = await started();
    const [question] = (await first) as [Buffer];
    assert.ok(question.includes("_hue\u0004_tcp\u0005local"));
    for (const ms of [1_000, 2_000]) {
      const again = once(network, "message");
      await clock.advance(ms);
      await again;
    }
    let ended = false;
    void found.then(() => (ended = true));
    await clock.advance(999);
    assert.equal(ended, false);
    await clock.advance(1);
    assert.deepEqual(await found, []);
    assert.equal(clock.pending, 0);
  });

  it("ends with its signal, be it before or after it began", async () => {
    const controller = new AbortController();
    const { clock, found } = await started({ signal: controller.signal });
    controller.abort();
    assert.deepEqual(await found, []);
    assert.equal(clock.pending, 0);
    assert.deepEqual(await browse({ clock, place, signal: controller.signal }), []);
  });

  it("is not disturbed by nonsense", async () => {
    const network = await listener();
    const asked = once(network, "message");
    const { found } = await started({ wanted: ONE });
    await asked;
    for (const nonsense of ["", "x", "\u0000".repeat(12), `\u0000\u0000\u0084${"\u0001".repeat(60)}`])
      network.send(nonsense, place.port, "127.0.0.1");
    ends.push(await advertise(place, { port: 8443, txt: { bridgeid: ONE } }));
    assert.equal((await found).length, 1);
  });

  it("is a problem where the port cannot be shared", async () => {
    const selfish = createSocket({ type: "udp4" }).bind(place.port, "0.0.0.0");
    await once(selfish, "listening");
    ends.push(() => new Promise<void>((resolve) => selfish.close(resolve)));
    const clock = new FakeClock();
    await assert.rejects(browse({ clock, place }), { code: "search-impossible", title: /EADDRINUSE/ });
    assert.equal(clock.pending, 0);
  });

  it("finds nobody where there is no such interface", async () => {
    const clock = new FakeClock();
    const found = browse({ clock, place: { ...place, interface: "203.0.113.7" } });
    await settle();
    await clock.advance(4_000);
    assert.deepEqual(await found, []);
  });

  const PLACES: readonly (readonly [text: string | undefined, place: MdnsPlace])[] = [
    [undefined, {}],
    ["", {}],
    ["eth0", {}],
    ["192.168.1.300", {}],
    [" 192.168.1.5 ", { interface: "192.168.1.5" }],
    ["127.0.0.1:5454", { interface: "127.0.0.1", port: 5454 }],
  ];
  for (const [text, expected] of PLACES)
    it(`is done where the environment says ${JSON.stringify(text)}`, () =>
      assert.deepEqual(mdnsPlace({ TEAMS_PRESENCE_MDNS_INTERFACE: text }), expected));
});
