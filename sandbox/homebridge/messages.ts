/** What the parent asks of the process Homebridge runs in: its only argument, as JSON. */
export interface Request {
  /** Homebridge's storage directory, with its config.json. */
  readonly storage: string;
  /** The folder of the plugin to load, and of no other. */
  readonly plugin: string;
  /** Where the bridge listens: config.json says the same. */
  readonly port: number;
}

/** What Homebridge 2 tells a parent that has forked it (its src/ipcService.ts and src/server.ts), as far as it is of use here. */
export interface StatusUpdate {
  readonly id: "serverStatusUpdate";
  readonly data: {
    /** `ok`: listening and advertised. */
    readonly status: "pending" | "ok" | "down";
    /** Null as long as nothing is published. */
    readonly paired: boolean | null;
  };
}

export function isStatusUpdate(message: unknown): message is StatusUpdate {
  return (
    typeof message === "object" &&
    message !== null &&
    "id" in message &&
    message.id === "serverStatusUpdate" &&
    "data" in message
  );
}
