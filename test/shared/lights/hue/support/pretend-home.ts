import { GAMUTS, type Xy } from "../../../../../shared/lights/hue/colour/colour";
import type { Group, Home, Light, Look, Scene } from "../../../../../shared/lights/hue/home/home";
import type { HomeListener, HomeWatch, HueApi, Written } from "../../../../../shared/lights/hue/home/hue-api";
import type { LightBody } from "../../../../../shared/lights/hue/home/light-body";
import type { Capabilities, LightState } from "../../../../../shared/lights/hue/home/light-state";
import { Problem } from "../../../../../shared/support/problem";
import type { FakeClock } from "../../../../support/fake-clock";

export const problem = (code: string): Problem => new Problem({ code, title: code, advice: "" });

const COLOUR: Capabilities = { colour: true, dimming: true, temperature: true };

export const WARM: LightState = {
  on: true,
  brightness: 35,
  mirek: 366,
  xy: { x: 0.4573, y: 0.41 },
  gamut: GAMUTS.C,
  signals: ["no_signal", "on_off", "on_off_color", "alternating"],
  mirekRange: { minimum: 153, maximum: 500 },
  capabilities: COLOUR,
};

/** How the lamp does with a write: whether it hears, and else what the bridge then says of it. */
type Hearing = "heard" | "truth" | "wish";

/** A home behind a bridge that obeys, unless told otherwise; lights l1, l2 ... in room r1, and what a test adds. */
export class PretendHome implements HueApi {
  readonly generation = "v2";
  readonly lights = new Map<string, LightState>();
  readonly groups = new Map<string, Group>();
  readonly scenes = new Map<string, Scene>();
  /** Everything that was asked, like "GET l1", "PUT l1 red", "GROUP g1 off", "SCENE s1". */
  readonly calls: string[] = [];
  readonly times: number[] = [];
  readonly bodies: LightBody[] = [];
  /** Codes the next requests fail with; undefined lets one pass. */
  failures: (string | undefined)[] = [];
  hearing: Hearing[] = [];
  warnings: readonly string[] = [];
  /** While set, requests wait for it. */
  gate: Promise<void> | undefined;
  /** Whether changes are told. */
  watched: boolean;
  closed = false;
  /** Whether it says of a light that it cannot reach it. */
  tellsReachable = true;
  underWay = 0;
  mostUnderWay = 0;
  #listener: HomeListener | undefined;
  #isUp = false;
  /** What the watch knows while its events are late. */
  #before: Home | undefined;
  readonly #late = new Set<string>();
  readonly #clock: FakeClock;

  constructor(
    clock: FakeClock,
    { lights = 1, watched = false }: { lights?: number; watched?: boolean } = {},
  ) {
    this.#clock = clock;
    this.watched = watched;
    for (let number = 1; number <= lights; number++) this.lights.set(`l${number}`, WARM);
    const ids = [...this.lights.keys()];
    this.groups.set("r1", {
      type: "room",
      id: "r1",
      name: "Office",
      lights: ids,
      service: "g1",
      signals: [],
    });
    this.groups.set("r2", { type: "room", id: "r2", name: "Attic", lights: [] });
    this.groups.set("h1", { type: "home", id: "h1", name: "", lights: ids, service: "g2" });
    if (!watched) return;
    this.watch = (listener) => {
      this.#listener = listener;
      if (this.failures.length === 0) this.up();
      return this.#watch();
    };
  }

  watch?: (listener: HomeListener) => HomeWatch;

  get puts(): readonly string[] {
    return this.calls.filter((call) => !call.startsWith("GET"));
  }

  get home(): Home {
    const lights = new Map(
      [...this.lights].map(([id, state]): [string, Light] => [id, { id, name: id, state }]),
    );
    return { lights, groups: new Map(this.groups), scenes: new Map(this.scenes) };
  }

  state(id = "l1"): LightState {
    const state = this.lights.get(id);
    if (!state) throw new Error(`There is no light ${id}`);
    return state;
  }

  look(id = "l1"): Look {
    const { on, brightness, xy, mirek } = this.state(id);
    return {
      on,
      ...(brightness !== undefined && { brightness }),
      ...(mirek === undefined ? { xy } : { mirek }),
    } as Look;
  }

  /** Somebody uses a switch or an app. */
  byHand(id: string, change: Partial<LightState>): void {
    const { mirek: _, ...rest } = this.state(id);
    this.#set(id, change.xy ? { ...rest, ...change } : { ...this.state(id), ...change });
  }

  /** From now on what changes is told late: the watch knows what was, requests tell what is. */
  delayEvents(): void {
    this.#before = this.home;
  }

  /** Tells all that was held back. */
  deliverEvents(): void {
    this.#before = undefined;
    this.#listener?.changed(this.home, new Set(this.#late));
    this.#late.clear();
  }

  up(): void {
    this.#isUp = true;
    this.#listener?.up(this.home);
  }

  down(code = "bridge-unreachable"): void {
    this.#isUp = false;
    this.#listener?.down(problem(code));
  }

  readHome(): Promise<Home> {
    return this.#asked("GET home", () => this.home);
  }

  readLights(ids: readonly string[]): Promise<ReadonlyMap<string, LightState>> {
    return this.#asked(`GET ${ids.join(" ")}`, () => {
      const found = ids.flatMap((id): [string, LightState][] => {
        const state = this.lights.get(id);
        if (!state) return [];
        // A bridge of today tells elsewhere than with the light whether it is reachable.
        const { reachable, ...told } = state;
        return [[id, this.watched || !this.tellsReachable || reachable === undefined ? told : state]];
      });
      return new Map(found);
    });
  }

  writeLight(id: string, body: LightBody): Promise<Written> {
    return this.#write(`PUT ${id} ${inWords(body)}`, body, () => {
      if (!this.lights.has(id)) throw problem("light-not-found");
      return [id];
    });
  }

  writeGroup(service: string, body: LightBody): Promise<Written> {
    return this.#write(`GROUP ${service} ${inWords(body)}`, body, () => {
      const group = [...this.groups.values()].find((one) => one.service === service);
      if (!group) throw problem("light-not-found");
      return group.lights;
    });
  }

  recallScene(id: string): Promise<Written> {
    return this.#asked(`SCENE ${id}`, () => {
      const scene = this.scenes.get(id);
      if (!scene) throw problem("light-not-found");
      for (const [light, look] of scene.looks) this.#set(light, withLook(this.state(light), look));
      this.scenes.set(id, { ...scene, active: true });
      return { warnings: [], heard: true };
    });
  }

  close(): void {
    this.closed = true;
  }

  #write(call: string, body: LightBody, lightsOf: () => readonly string[]): Promise<Written> {
    return this.#asked(call, () => {
      this.bodies.push(body);
      this.times.push(this.#clock.now());
      const lights = lightsOf();
      const hearing = this.hearing.shift() ?? "heard";
      const deaf = lights.filter((id) => this.state(id).reachable === false);
      for (const id of lights) {
        if (hearing !== "truth" && !deaf.includes(id)) this.#set(id, changed(this.state(id), body));
      }
      return { warnings: this.warnings, heard: hearing === "heard" && deaf.length === 0 };
    });
  }

  async #asked<T>(call: string, answer: () => T): Promise<T> {
    this.calls.push(call);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await this.gate;
    this.underWay--;
    const failure = this.failures.shift();
    if (failure) throw problem(failure);
    return answer();
  }

  #set(id: string, state: LightState): void {
    this.lights.set(id, state);
    for (const [key, scene] of this.scenes)
      if (scene.looks.has(id)) this.scenes.set(key, { ...scene, active: false });
    if (this.#before) this.#late.add(id);
    else if (this.#isUp) this.#listener?.changed(this.home, new Set([id]));
  }

  #watch(): HomeWatch {
    const current = (): Home | undefined => (this.#isUp ? (this.#before ?? this.home) : undefined);
    return {
      get home() {
        return current();
      },
      retry: () => undefined,
      expectEcho: () => undefined,
      close: () => {
        this.#isUp = false;
        this.#listener = undefined;
      },
    };
  }
}

function changed(state: LightState, body: LightBody): LightState {
  const on = body.on?.on ?? state.on;
  if (!on) return { ...state, on };
  const brightness = body.dimming?.brightness ?? state.brightness;
  const lit = { ...state, on, ...(brightness !== undefined && { brightness }) };
  if (body.color && state.capabilities.colour) {
    const { mirek: _, ...rest } = lit;
    return { ...rest, xy: body.color.xy };
  }
  return body.color_temperature ? { ...lit, mirek: body.color_temperature.mirek } : lit;
}

function withLook(state: LightState, look: Look): LightState {
  const { mirek: _, ...rest } = state;
  return { ...(look.xy ? rest : state), ...look };
}

const NAMES: readonly (readonly [name: string, xy: Xy])[] = [
  ["red", { x: 0.64, y: 0.33 }],
  ["green", { x: 0.3, y: 0.6 }],
  ["amber", { x: 0.4732, y: 0.4625 }],
  ["blue", { x: 0.1535, y: 0.0599 }],
];

/** A body in a few words: "red", "off", "mirek 366", "no_signal". */
function inWords({ on, color, color_temperature, signaling, alert, dimming }: LightBody): string {
  if (on?.on === false) return "off";
  if (signaling) return signaling.signal;
  if (alert) return alert.action;
  if (color) {
    const { x, y } = color.xy;
    return NAMES.find(([, xy]) => Math.hypot(xy.x - x, xy.y - y) < 0.001)?.[0] ?? `xy ${x} ${y}`;
  }
  if (color_temperature) return `mirek ${color_temperature.mirek}`;
  return dimming ? `${dimming.brightness} %` : "on";
}
