import type { Gamut } from "../colour/colour";
import type { Home } from "../home/home";
import type { HueApi, Written } from "../home/hue-api";
import type { LightBody } from "../home/light-body";
import type { LightState } from "../home/light-state";
import { isObject, type Json } from "../wire/json";
import { badAnswer, lightNotFound } from "../wire/problems";
import { OldBridge, type OldBridgeOptions, type Outcome } from "./old-bridge";
import { ALL_LIGHTS, parseOldHome } from "./old-home";
import { oldSceneState, oldState, parseOldLight } from "./translate";
import { isNotFound, isWarning, oldProblem } from "./trouble";
import type { OldConnection, OldState } from "./vendor/node-hue-api";

const NUMBER = /^\d{1,4}$/;

const DONE: Written = { warnings: [], heard: true };

/**
 * A bridge of the first generation, which speaks only the old API (Hue API v1) over plain HTTP. It tells no changes, so
 * there is no `watch`, and no doubt whether a lamp heard it: what it knows of that is `reachable`.
 */
export class OldApi implements HueApi {
  readonly generation = "v1";
  readonly #bridge: OldBridge;
  /** What each light can show, as far as it has been read. */
  readonly #gamuts = new Map<string, Gamut>();

  /** Throws the Problem `bridge-key-refused` for a key that cannot stand in an address. */
  constructor(options: OldBridgeOptions) {
    this.#bridge = new OldBridge(options);
  }

  /** Scenes have no looks: an old bridge tells them only one scene at a time. */
  async readHome(): Promise<Home> {
    // One after the other: a bridge this old has little to spare.
    const lights = await this.#readList("lights");
    const groups = await this.#readList("groups");
    const scenes = await this.#readList("scenes");
    const home = parseOldHome(lights, groups, scenes);
    for (const { id, state } of home.lights.values()) this.#remember(id, state);
    return home;
  }

  async readLights(ids: readonly string[]): Promise<ReadonlyMap<string, LightState>> {
    const [first, ...others] = ids;
    if (first === undefined) return new Map();
    const lights = others.length > 0 ? await this.#readList("lights") : await this.#readLight(first);
    const states = new Map<string, LightState>();
    for (const id of ids) {
      const state = parseOldLight(lights[id]);
      if (!state) continue;
      states.set(id, state);
      this.#remember(id, state);
    }
    return states;
  }

  writeLight(id: string, body: LightBody): Promise<Written> {
    return this.#write("writeLight", id, oldState(body, this.#gamuts.get(id)));
  }

  writeGroup(service: string, body: LightBody): Promise<Written> {
    return this.#write("writeGroup", service, oldState(body));
  }

  /** By way of the group of all lights, which takes any scene. */
  recallScene(id: string, duration: number): Promise<Written> {
    return this.#write("writeGroup", ALL_LIGHTS, oldSceneState(id, duration));
  }

  close(): void {
    this.#bridge.close();
  }

  async #write(how: "writeLight" | "writeGroup", id: string, state: OldState): Promise<Written> {
    if (!NUMBER.test(id)) throw lightNotFound();
    if (Object.keys(state).length === 0) return DONE;
    const outcome = await this.#bridge.ask((connection) => connection[how](Number(id), state));
    if (isWarning(outcome)) return { ...DONE, warnings: [outcome.description] };
    if (!this.#answerOf(outcome)) throw badAnswer(this.#bridge.place, "neither success nor error");
    return DONE;
  }

  async #readList(path: "lights" | "groups" | "scenes"): Promise<Json> {
    const answer = this.#answerOf(await this.#read(path));
    if (!isObject(answer)) throw badAnswer(this.#bridge.place, `no list of ${path}`);
    return answer;
  }

  async #readLight(id: string): Promise<Json> {
    if (!NUMBER.test(id)) return {};
    const outcome = await this.#read(`lights/${id}`);
    return isNotFound(outcome) ? {} : { [id]: this.#answerOf(outcome) };
  }

  #read(path: string): Promise<Outcome<unknown>> {
    return this.#bridge.ask((connection: OldConnection) => connection.read(path));
  }

  #answerOf<T>(outcome: Outcome<T>): T {
    if (outcome.kind === "answer") return outcome.answer;
    throw oldProblem(this.#bridge.place, outcome);
  }

  #remember(id: string, { gamut }: LightState): void {
    if (gamut) this.#gamuts.set(id, gamut);
  }
}
