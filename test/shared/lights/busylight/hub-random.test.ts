import assert from "node:assert/strict";
import type { LightTrouble } from "../../../../sandbox/usb/light-trouble";
import type { LightSetup } from "../../../../sandbox/usb/pretend-usb";
import type { LightState } from "../../../../shared/lights/busylight/light-state";
import { settle } from "../../../support/fake-clock";
import { flag, omega } from "./bench";
import { type Holder, RoughBench } from "./rough-bench";

const MINUTE = 60_000;
const STEPS = 1_500;

const PORTS: readonly LightSetup[] = [
  flag("1-1"),
  flag("1-2"),
  omega("2-1"),
  flag("3-1", {
    id: "2c0d:0002",
    family: "blynclight",
    model: "plus",
    product: "Blynclight Plus",
    serialNumber: "",
  }),
];

/** What nodes may choose; nodes of a kind take turns with these, so each choice is changed now and then. */
const CHOICES = ["all", "any", "04d8:f372@1-1", "04d8:f372@1-2", "27bb:3bcd:0001", "2c0d:0002"] as const;
const OWNERS = ["one", "two", "three", "four"] as const;
const TROUBLES: readonly (LightTrouble | "none")[] = [
  "no-permission",
  "held",
  "write-fails",
  "write-hangs",
  "none",
];
const EFFECTS = ["none", "blink", "breathe"] as const;

/** Repeats for the same seed (Mulberry32, Tommy Ettinger, public domain). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Asked {
  readonly state: LightState | undefined;
  readonly order: number;
}

/** Nodes and lights, of which anything may happen to any at any time, and what should come of it. */
class World extends RoughBench {
  readonly #random: () => number;
  readonly #holders = new Map<string, Holder & { readonly choice: string }>();
  readonly #asked = new Map<string, Asked>();
  /** Ports whose light may have been given up while it took nothing, so that nobody could make it dark. */
  readonly #stained = new Set<string>();
  #order = 0;

  constructor(seed: number) {
    super();
    this.#random = randomOf(seed);
    for (const setup of PORTS) this.usb.plug(setup);
  }

  async step(): Promise<void> {
    const setup = this.#one(PORTS);
    const owner = this.#one(OWNERS);
    const happens: readonly (() => unknown)[] = [
      () => this.#ask(owner),
      () => this.#ask(owner),
      () => this.#ask(owner),
      () => this.usb.unplug(setup.port),
      () => this.#plug(setup),
      () => this.#plug(setup),
      () => this.#trouble(setup, this.#one(TROUBLES)),
      () => this.#begin(owner),
      () => this.#begin(owner),
      () => this.#end(owner),
      () => (this.driver.listing = this.#one(["works", "works", "hangs", "rejects", "throws"])),
      () => this.driver.answer(),
      () => this.driver.hanging.add(setup.port),
      () => this.wall.jump(Math.round((this.#random() - 0.5) * MINUTE)),
      () => this.clock.advance(Math.round(this.#random() ** 4 * 20_000)),
    ];
    this.#one(happens)();
    if (this.#random() < 0.5) await settle();
    if (this.#random() < 0.2) await this.clock.advance(Math.round(this.#random() * 3_000));
  }

  /** Everything works again, and is given the time it takes. */
  async calm(): Promise<void> {
    this.driver.listing = "works";
    this.driver.answer();
    for (const setup of PORTS) {
      this.usb.trouble(setup.port, undefined);
      this.#plug(setup);
    }
    await this.clock.advance(5 * MINUTE);
    this.driver.answer();
    await this.clock.advance(5 * MINUTE);
  }

  /** Nobody is left. */
  async endAll(): Promise<void> {
    for (const owner of OWNERS) this.#end(owner);
    await settle();
    await this.clock.advance(MINUTE);
  }

  /**
   * How lights and wishes differ; empty: not at all. Which light a node has that takes any is not known from without, so
   * there has to be one choice of them that explains everything.
   */
  differences(): string {
    const anys = [...this.#holders].filter(([, { choice }]) => choice === "any").map(([owner]) => owner);
    let combinations: readonly ReadonlyMap<string, string>[] = [new Map()];
    for (const owner of anys)
      combinations = combinations.flatMap((map) => PORTS.map(({ port }) => new Map([...map, [owner, port]])));
    const all = combinations.map((map) => this.#differencesWith(map));
    return all.includes("") ? "" : (all[0] ?? "");
  }

  #differencesWith(anys: ReadonlyMap<string, string>): string {
    return PORTS.flatMap(({ port }) => {
      const wishes = [...this.#holders]
        .filter(([owner, { choice }]) => (anys.get(owner) ?? portsOf(choice)).includes(port))
        .flatMap(([owner]) => this.#asked.get(owner) ?? [])
        .filter(({ state }) => state)
        .sort((a, b) => b.order - a.order);
      if (wishes.length === 0 && this.#stained.has(port)) return [];
      const expected = wishes[0]?.state?.color.red ?? 0;
      const is = this.usb.shown(port)?.color.red ?? -1;
      return Math.abs(is - expected) <= 1 ? [] : [`${port} ${is} instead of ${expected}`];
    }).join(", ");
  }

  #ask(owner: string): void {
    const state = this.#random() < 0.15 ? undefined : this.#state();
    const holder = this.#holders.get(owner);
    if (!holder) return;
    this.#asked.set(owner, { state, order: ++this.#order });
    const ring = { ringing: { tone: "ring", volume: 50, endless: false }, times: 2 } as const;
    holder.claim.ask(state, this.#random() < 0.2 ? ring : undefined).catch(() => undefined);
  }

  /** Steady in the end: what the host makes blink would be dark at times. */
  #state(): LightState {
    const red = this.#random() < 0.1 ? 0 : 20 + 5 * Math.floor(this.#random() * 47);
    return { color: { red, green: 0, blue: 0 }, brightness: 100, effect: this.#one(EFFECTS) };
  }

  #plug(setup: LightSetup): void {
    if (this.usb.shown(setup.port)) return;
    this.usb.plug(setup);
    this.#stained.delete(setup.port);
  }

  #trouble({ port }: LightSetup, trouble: LightTrouble | "none"): void {
    this.#stained.add(port);
    this.usb.trouble(port, trouble === "none" ? undefined : trouble);
  }

  #begin(owner: string): void {
    const choice = this.#one(CHOICES);
    if (this.#random() < 0.5) void this.#holders.get(owner)?.claim.end("linger");
    this.#holders.set(owner, { ...this.claim(owner, choice), choice });
  }

  #end(owner: string): void {
    const holder = this.#holders.get(owner);
    if (!holder) return;
    void holder.claim.end("off");
    this.#holders.delete(owner);
    this.#asked.delete(owner);
  }

  /** Every node asks for something that does not change by itself. */
  askSteadily(): void {
    for (const [owner, { claim }] of this.#holders) {
      const state = claim.wanted();
      if (!state || state.effect === "none") continue;
      const steady: LightState = { color: state.color, brightness: 100, effect: "none" };
      this.#asked.set(owner, { state: steady, order: ++this.#order });
      claim.ask(steady).catch(() => undefined);
    }
  }

  #one<T>(among: readonly T[]): T {
    return among[Math.floor(this.#random() * among.length)] ?? assert.fail();
  }
}

function portsOf(choice: string): readonly string[] {
  if (choice === "all") return PORTS.map(({ port }) => port);
  const [, port] = choice.split("@");
  if (port !== undefined) return [port];
  return PORTS.filter(({ id }) => choice.startsWith(id)).map((setup) => setup.port);
}

describe("USB lights to which anything may happen", () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(error);
  before(() => process.on("unhandledRejection", onUnhandled));
  after(() => process.off("unhandledRejection", onUnhandled));

  for (const seed of [1, 2, 3, 4])
    it(`show what the newest node wants when it is over, and nothing is left behind (seed ${seed})`, async () => {
      const world = new World(seed);
      for (let i = 1; i <= STEPS; i++) {
        await world.step();
        if (i % 100 !== 0) continue;
        await world.calm();
        world.askSteadily();
        await settle();
        assert.equal(world.differences(), "", `after ${i} steps`);
      }
      await world.endAll();
      assert.equal(world.differences(), "");
      assert.deepEqual([world.openLights, world.clock.pending, world.driver.overlaps], [0, 0, 0]);
      assert.deepEqual(unhandled.splice(0), []);
    });
});
