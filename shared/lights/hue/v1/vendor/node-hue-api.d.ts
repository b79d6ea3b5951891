/** What `entry.mjs` makes of node-hue-api 4.0.11, in the bundle that the build leaves here. */

/** A light's or a group's state to be, as the old API names it (Hue API v1, "Set light state"). */
export interface OldState {
  readonly on?: boolean;
  /** 1 to 254. */
  readonly bri?: number;
  readonly xy?: readonly [number, number];
  /** Mirek, 153 to 500. */
  readonly ct?: number;
  /** Tenths of a second. */
  readonly transitiontime?: number;
  readonly alert?: "none" | "lselect";
  /** Id of a scene, for a group. */
  readonly scene?: string;
}

export interface OldConnectionOptions {
  /** `http://<host>:<port>/api` */
  readonly baseURL: string;
  readonly key: string;
  readonly maxAnswerBytes: number;
  /**
   * Every request goes through this as its turn comes. Of what it rejects with, only the message arrives, unless it has a
   * `response`.
   */
  readonly guard: <T>(send: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** Every request may reject with ApiError, and with TypeError for an answer that node-hue-api does not expect. */
export interface OldConnection {
  /** What stands at `/api/<key>/<path>`, unread. */
  read(path: string): Promise<unknown>;
  /** Resolves to true; one at a time, at least 60 ms apart. */
  writeLight(id: number, state: OldState): Promise<boolean>;
  /** Resolves to false for an answer that is none; one at a time, at least a second apart. */
  writeGroup(id: number, state: OldState): Promise<boolean>;
  /** Rejects what waits for its turn, and everything later. To be called once. */
  close(): Promise<unknown>;
}

export function connect(options: OldConnectionOptions): OldConnection;

export class ApiError extends Error {
  /** What the bridge says (Hue API v1, "Error messages"), the HTTP status where it says nothing, or -1 without an answer. */
  getHueErrorType(): number;
  /** In the bridge's words; nothing where the type is a status or -1. */
  getHueErrorDescription(): string | null | undefined;
}
