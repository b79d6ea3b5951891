import type { Authority } from "../support/certificates";
import type { Faults } from "../support/faults";
import type { WireLog } from "../support/wire-log";
import type { LightChange } from "./bodies";
import { selfSignedLeaf } from "./certificate";
import { mirekToXy, xyToHex } from "./colour";
import type { Xy } from "./colour";
import { EventStreams } from "./event-stream";
import type { StreamSplit } from "./event-stream";
import { futureResource } from "./future-thing";
import { Home } from "./home";
import { Limits } from "./limits";
import type { RateLimits } from "./limits";
import { DEFAULT_LAMPS } from "./models";
import type { LampSetup } from "./models";
import { Pairing } from "./pairing";
import { personalityOf } from "./personality";
import type { BridgeModel } from "./personality";
import { Radio } from "./radio";
import type { Lamp } from "./resources";
import { BridgeServer } from "./server";
import { TrafficCounter } from "./traffic";
import type { Traffic } from "./traffic";
import { isOn } from "./trouble";

export interface BridgeOptions {
  readonly authority: Authority;
  readonly log: WireLog;
  readonly faults: Faults;
  /** Which bridge it is; default BSB002. The BSB001 has plain HTTP and the old API only, at `port`. */
  readonly model?: BridgeModel;
  /** Without one, any free port. */
  readonly port?: number;
  /** Plain HTTP beside HTTPS, 0 for any free port: the old API, or, on a BSB003, the way to HTTPS. Absent: none. */
  readonly httpPort?: number;
  readonly lights?: readonly LampSetup[];
  /** Milliseconds since 1970; moves the link button's window, the write rate and the times in events. */
  readonly now?: () => number;
  /** A leaf that vouches for itself, instead of one from the authority. */
  readonly selfSigned?: boolean;
  /** Absent ones are as in limits.ts. */
  readonly limits?: Partial<RateLimits>;
  /** How the event stream cuts what it tells; default halves. */
  readonly splitStream?: StreamSplit;
}

/** A lamp as a page draws it. */
export interface LampView {
  readonly id: string;
  readonly name: string;
  readonly on: boolean;
  /** Whole percent, kept while the lamp is off. */
  readonly brightness: number;
  /** `#rrggbb`, as bright as the screen can. */
  readonly color: string;
}

/** What a hand can set on a lamp besides its switch. */
export interface Abilities {
  readonly brightness: boolean;
  readonly color: boolean;
}

/** What somebody in the room does to a lamp; anything but `on: false` also switches it on. */
export interface HandChange {
  readonly on?: boolean;
  /** Percent. */
  readonly brightness?: number;
  readonly xy?: Xy;
  readonly mirek?: number;
}

export interface Bridge {
  readonly model: BridgeModel;
  /** An address of this machine, 127.0.0.1 from the start. */
  readonly host: string;
  readonly port: number;
  /** Of plain HTTP beside HTTPS, if any. */
  readonly httpPort: number | undefined;
  /** 16 hex digits, lower case; also the certificate's CN, which a BSB003 has in upper case. */
  readonly bridgeId: string;
  /** The leaf, PEM. */
  readonly certificate: string;
  /** Opens pairing for 30 seconds. */
  pressButton(): void;
  /** Somebody was told within the last 30 seconds to press the button, and nobody has since. */
  isPairingWanted(): boolean;
  lamps(): readonly LampView[];
  /** Calls back after every change of a lamp, and when somebody wants to pair; returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** Throws for an unknown id. */
  abilities(id: string): Abilities;
  /** Throws for an unknown id, or for something the lamp cannot do. */
  setByHand(id: string, change: HandChange): void;
  /** Somebody gives a lamp another name in the Hue app. Throws for an unknown id. */
  rename(id: string, name: string): void;
  /** Makes a key valid without any button, a new one or one from an earlier run. */
  addKey(key?: string): string;
  /** How many PUTs the resource with this id (light, grouped_light, scene, device) has accepted; refused ones do not count. */
  writes(id: string): number;
  /** How many event streams are open. */
  openStreams(): number;
  /** What clients have done since the start, or since `resetTraffic`. */
  traffic(): Traffic;
  resetTraffic(): void;
  /** Pulls the plug: breaks every connection and stops listening; lamps, keys and ids are kept. */
  stop(): Promise<void>;
  /** Puts the plug in again, where it was or at another address; rejects when the port is taken. */
  startAgain(where?: { readonly host?: string; readonly port?: number }): Promise<void>;
  /** Stops for good. */
  close(): Promise<void>;
}

/**
 * Starts a pretend Hue bridge on 127.0.0.1: pairing, the old API, and but for the BSB001 HTTPS, CLIP v2 and its event
 * stream, as strict as a real one. Rejects when a port is taken.
 */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const { authority, log, faults, lights = DEFAULT_LAMPS, now = Date.now } = options;
  const personality = personalityOf(options.model ?? "BSB002");
  const { bridgeId, commonName, organization } = personality;
  const leaf = options.selfSigned
    ? await selfSignedLeaf(commonName)
    : await authority.issue({ commonName, organization, serialNumber: bridgeId });
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const pairing = new Pairing(now, tell);
  const unknown = futureResource(bridgeId);
  const streams = new EventStreams({ now, split: options.splitStream ?? "halves", unknown });
  const home = new Home(personality, lights, now, (updates) => {
    if (isOn(faults, "offline")) streams.drop();
    else streams.publish(updates);
    tell();
  });
  const limits = new Limits(now, options.limits);
  const radio = new Radio(faults, home);
  const traffic = new TrafficCounter(now);
  const server = new BridgeServer({
    personality,
    home,
    pairing,
    limits,
    radio,
    traffic,
    now,
    streams,
    leaf,
    faults,
    log,
  });
  const stopListening = faults.onChange(() => {
    radio.update();
    if (isOn(faults, "stream-silent")) streams.deafen();
    if (isOn(faults, "offline")) server.cutAll();
    // A bridge that starts has been off.
    if (isOn(faults, "boot-403")) streams.drop();
  });
  const { port = 0, httpPort } = options;
  await server.listen({ host: "127.0.0.1", port, httpPort });
  return {
    model: personality.model,
    get host() {
      return server.place.host;
    },
    get port() {
      return server.place.port;
    },
    get httpPort() {
      return server.place.httpPort;
    },
    bridgeId,
    certificate: leaf.certificate,
    pressButton: () => pairing.pressButton(),
    isPairingWanted: () => pairing.isWanted,
    lamps: () => home.lamps.map(view),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    abilities: (id) => abilitiesOf(home.lamp(id)),
    setByHand: (id, change) => home.setByHand(id, asLightChange(change)),
    rename: (id, name) => home.rename(id, name),
    addKey: (key) => pairing.addKey(key),
    writes: (id) => home.writes(id),
    openStreams: () => streams.count,
    traffic: () => traffic.now,
    resetTraffic: () => traffic.reset(),
    stop: () => server.close(),
    startAgain: (where = {}) => server.listen({ ...server.place, ...where }),
    close() {
      stopListening();
      return server.close();
    },
  };
}

function asLightChange({ on = true, brightness, xy, mirek }: HandChange): LightChange {
  return {
    on: { on },
    ...(brightness !== undefined && { dimming: { brightness } }),
    ...(xy && { color: { xy } }),
    ...(mirek !== undefined && { color_temperature: { mirek } }),
  };
}

function abilitiesOf({ model }: Lamp): Abilities {
  return { brightness: model.lowest !== undefined, color: model.gamut !== undefined };
}

/** A plug feeds whatever hangs on it: drawn as warm white. */
const PLUG_MIREK = 400;

function view({ id, name, model, state }: Lamp): LampView {
  const xy = model.gamut || model.mirek ? state.xy : mirekToXy(PLUG_MIREK);
  return {
    id,
    name,
    on: state.on,
    brightness: Math.max(1, Math.round(state.brightness)),
    color: xyToHex(xy),
  };
}
