import type { Problem } from "../../../support/problem";
import type { Home } from "./home";
import type { LightBody } from "./light-body";
import type { LightState } from "./light-state";

/** How a write went that the bridge has taken. */
export interface Written {
  /** What the bridge says beside its answer. */
  readonly warnings: readonly string[];
  /** False where the bridge doubts that a lamp heard the whole of it: no power, or out of reach. */
  readonly heard: boolean;
}

/** What a watch tells. None of these may throw. */
export interface HomeListener {
  /** The watch has begun, or begun again after it was interrupted, told or not: this is how everything is now. */
  up(home: Home): void;
  /** Something has changed; `lights` are the ids of the lights among it. */
  changed(home: Home, lights: ReadonlySet<string>): void;
  /**
   * The bridge cannot be asked at present: once for every change of trouble. A stream that ends by itself is told only
   * when it cannot be had again, a refused key only when it was refused several times. The watch goes on trying by
   * itself.
   */
  down(problem: Problem): void;
  /** The bridge answers but tells no changes: its state has to be read where it matters. */
  silent(): void;
}

export interface HomeWatch {
  /** What is known of the home, merged with every change since; undefined while the watch is not up. */
  readonly home: Home | undefined;
  /** Tries at once where it waits for its next try, though not more than once a second. */
  retry(): void;
  /**
   * To be called after writing to these lights: the bridge should soon tell of a change. Where it tells nothing at all,
   * the watch sees whether it still hears anything.
   */
  expectEcho(lights: readonly string[]): void;
  close(): void;
}

/**
 * What a bridge can be asked, whichever API it speaks.
 *
 * Every request throws Problem: `bridge-unreachable`, `bridge-certificate`, `bridge-key-refused`, `bridge-overloaded`,
 * `bridge-bad-answer`, `bridge-refused`; `readHome` also `bridge-not-found` (a bridge too old for its API); a
 * write to a light or a group also `light-not-found`, a recall `scene-not-found`.
 */
export interface HueApi {
  readonly generation: "v1" | "v2";
  /** Costly: up to 350 kB. */
  readHome(): Promise<Home>;
  /** How these lights are now, without `reachable`; a light that the bridge no longer has, or that makes no sense, is missing. */
  readLights(ids: readonly string[]): Promise<ReadonlyMap<string, LightState>>;
  writeLight(id: string, body: LightBody): Promise<Written>;
  /** `service` of a Group. */
  writeGroup(service: string, body: LightBody): Promise<Written>;
  /** `duration` in milliseconds. */
  recallScene(id: string, duration: number): Promise<Written>;
  /** Follows the home from now on; absent where the API tells no changes. One at a time. */
  watch?(listener: HomeListener): HomeWatch;
  /** Ends every request and watch; later requests fail at once. */
  close(): void;
}
