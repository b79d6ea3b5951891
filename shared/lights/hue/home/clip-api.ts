import type { Clock } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { Problem } from "../../../support/problem";
import type { BridgeAddress } from "../wire/address";
import { BridgeConnection } from "../wire/connection";
import { textAt } from "../wire/json";
import { groupNotFound, lightNotFound, sceneNotFound } from "../wire/problems";
import { ClipWatch } from "./clip-watch";
import type { Home } from "./home";
import type { HomeListener, HomeWatch, HueApi, Written } from "./hue-api";
import type { LightBody } from "./light-body";
import { type LightState, parseLightState } from "./light-state";
import { ResourceStore } from "./resource-store";
import { isHeard } from "./written";

export interface ClipApiOptions {
  readonly address: BridgeAddress;
  /** The application key. */
  readonly key: string;
  readonly clock: Clock;
  readonly log: Log;
  /** PEM; other authorities than Signify's, for tests. */
  readonly roots?: readonly string[];
}

type Kind = "light" | "grouped_light" | "scene";

/** What a 404 means, by the type of what was asked for. */
const NOT_FOUND: Readonly<Record<Kind, () => Problem>> = {
  light: lightNotFound,
  grouped_light: groupNotFound,
  scene: sceneNotFound,
};

const pathOf = (kind: Kind, id: string) => `/resource/${kind}/${encodeURIComponent(id)}`;

/**
 * A bridge that speaks CLIP v2 (openhue/openhue-api). It has never more than three connections, of which the event
 * stream is one. The constructor throws as that of BridgeConnection.
 */
export class ClipApi implements HueApi {
  readonly generation = "v2";
  readonly #options: ClipApiOptions;
  readonly #connection: BridgeConnection;
  #watch: ClipWatch | undefined;

  constructor(options: ClipApiOptions) {
    this.#options = options;
    this.#connection = new BridgeConnection(options);
  }

  async readHome(): Promise<Home> {
    const store = new ResourceStore();
    store.replaceAll(await this.#read("/resource"));
    return store.home();
  }

  async readLights(ids: readonly string[]): Promise<ReadonlyMap<string, LightState>> {
    const wanted = new Set(ids);
    const [first] = wanted;
    if (first === undefined) return new Map();
    if (wanted.size === 1) return statesOf(await this.#readLight(first), wanted);
    return statesOf(await this.#read("/resource/light"), wanted);
  }

  writeLight(id: string, body: LightBody): Promise<Written> {
    return this.#write("light", id, body);
  }

  writeGroup(service: string, body: LightBody): Promise<Written> {
    return this.#write("grouped_light", service, body);
  }

  recallScene(id: string, duration: number): Promise<Written> {
    return this.#write("scene", id, { recall: { action: "active", duration } });
  }

  /** Throws Error where there is a watch already: a bridge serves one event stream per client. */
  watch(listener: HomeListener): HomeWatch {
    if (this.#watch && !this.#watch.isClosed) throw new Error("This bridge is being watched already");
    const { address, clock, log } = this.#options;
    this.#watch = new ClipWatch({
      place: address,
      clock,
      log,
      listener,
      bridge: {
        readAll: () => this.#read("/resource"),
        readLights: async (ids) =>
          ids === undefined ? statesOf(await this.#read("/resource/light")) : this.readLights(ids),
        ping: () => this.#read("/resource/bridge"),
        openEventStream: (handlers) => this.#connection.openEventStream(handlers),
      },
    });
    return this.#watch;
  }

  close(): void {
    this.#watch?.close();
    this.#connection.close();
  }

  async #read(path: string): Promise<readonly unknown[]> {
    const { data } = await this.#connection.request("GET", path);
    return data;
  }

  async #readLight(id: string): Promise<readonly unknown[]> {
    try {
      return await this.#read(pathOf("light", id));
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }

  async #write(kind: Kind, id: string, body: unknown): Promise<Written> {
    try {
      const { warnings } = await this.#connection.request("PUT", pathOf(kind, id), body);
      return { warnings, heard: isHeard(warnings) };
    } catch (error) {
      throw isNotFound(error) ? NOT_FOUND[kind]() : error;
    }
  }
}

const isNotFound = (error: unknown) => error instanceof Problem && error.code === "bridge-not-found";

/** The states of the lights in an answer, of those that are wanted; what is not understood is left out. */
function statesOf(data: readonly unknown[], wanted?: ReadonlySet<string>): ReadonlyMap<string, LightState> {
  return new Map(
    data.flatMap((light) => {
      const id = textAt(light, "id");
      const state = parseLightState(light);
      return id !== undefined && state && wanted?.has(id) !== false ? [[id, state] as const] : [];
    }),
  );
}
