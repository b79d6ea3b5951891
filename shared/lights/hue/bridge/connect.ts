import type { Clock } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { ClipApi } from "../home/clip-api";
import type { HueApi } from "../home/hue-api";
import { OldApi } from "../v1/old-api";
import type { BridgeAddress } from "../wire/address";

export interface ConnectOptions {
  readonly address: BridgeAddress;
  /** `v1` is spoken without encryption, and only where a person has chosen it; `auto` is `v2`. */
  readonly api: "auto" | "v2" | "v1";
  /** The application key. */
  readonly key: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Throws the Problems `bridge-not-paired` and `bridge-key-refused`, as ClipApi does. */
export function connectBridge({ api, address, ...rest }: ConnectOptions): HueApi {
  const { host, port } = address;
  return api === "v1" ? new OldApi({ host, port, ...rest }) : new ClipApi({ address, ...rest });
}
