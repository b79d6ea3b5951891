import { html, refused, resources, tooMany, unknownKey, written } from "./answers";
import type { Answer } from "./answers";
import { parseDevice, parseGroupedLight, parseLight, parseScene } from "./bodies";
import type { Home, Outcome } from "./home";
import { oldApi } from "./old-api";
import type { OldParts } from "./old-api";
import type { Pairing } from "./pairing";
import type { Resource } from "./resources";
import type { Written } from "./traffic";
import { parseBody, Refusal } from "./validation";

/** What a request comes down to once its body is read. */
export interface Call {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The `hue-application-key` header. */
  readonly key: string | undefined;
  readonly body: string;
  /** Whether CLIP v2 is to be had where it came in. */
  readonly isModern: boolean;
}

/** What a router needs to answer. */
export type Parts = OldParts;

export const EVENT_STREAM_PATH = "/eventstream/clip/v2";
export const RESOURCE_PATH = "/clip/v2/resource";

/** Types this bridge serves even when it has none of them. */
const TYPES = new Set([
  "light",
  "device",
  "room",
  "zone",
  "grouped_light",
  "bridge_home",
  "bridge",
  "zigbee_connectivity",
  "scene",
  "smart_scene",
  "motion",
  "future_thing",
]);

/** Answers everything but the event stream. */
export function answer(parts: Parts, call: Call): Answer {
  const { path } = call;
  if (path === "/api" || path.startsWith("/api/")) return oldApi(parts, call);
  if (!call.isModern) return html(404, "There is nothing here");
  if (path === "/auth/v1") return whoAmI(parts.pairing, call);
  if (path === RESOURCE_PATH || path.startsWith(`${RESOURCE_PATH}/`)) return clip(parts, call);
  return html(404, "There is nothing here");
}

function whoAmI(pairing: Pairing, { method, key }: Call): Answer {
  const id = key === undefined ? undefined : pairing.applicationId(key);
  if (id === undefined) return unknownKey();
  if (method !== "GET") return refused(405, "method not allowed");
  return { status: 200, headers: { "hue-application-id": id }, body: "" };
}

function clip(parts: Parts, call: Call): Answer {
  const { method, path, key } = call;
  if (key === undefined || parts.pairing.applicationId(key) === undefined) return unknownKey();
  const [type, rid, ...more] = path.slice(RESOURCE_PATH.length + 1).split("/");
  if (more.length > 0) return refused(404, "Not Found");
  if (method === "GET") return read(parts.home.resources(), type, rid);
  if (method === "PUT" && type !== undefined && rid !== undefined) {
    return write(parts, { key, body: call.body, type, rid });
  }
  return refused(405, "method not allowed");
}

function read(all: readonly Resource[], type: string | undefined, rid: string | undefined): Answer {
  if (type === undefined || type === "") return resources(all);
  const ofType = all.filter((resource) => resource.type === type);
  if (rid === undefined) return TYPES.has(type) ? resources(ofType) : refused(404, "Not Found");
  const found = ofType.filter(({ id }) => id === rid);
  return found.length > 0 ? resources(found) : refused(404, "Not Found");
}

interface Write {
  readonly key: string;
  readonly body: string;
  readonly type: string;
  readonly rid: string;
}

/** What of the radio a write to this type needs, and how the traffic counts it. */
const COSTS: ReadonlyMap<string, Written> = new Map([
  ["light", "lightWrites"],
  ["grouped_light", "groupWrites"],
  ["scene", "sceneRecalls"],
]);

function write(parts: Parts, { key, body, type, rid }: Write): Answer {
  const { home, limits, radio, traffic } = parts;
  const cost = COSTS.get(type);
  if (cost === "lightWrites" && !limits.mayWriteLight(key)) {
    traffic.refused();
    return tooMany("Too many light commands");
  }
  if (cost !== undefined && cost !== "lightWrites" && !limits.mayWriteGroup(key)) {
    traffic.refused();
    return tooMany("Too many group commands");
  }
  try {
    const { warnings, note, lamps } = carryOut(home, body, type, rid);
    if (cost) traffic.wrote(cost);
    radio.used(lamps);
    return written(rid, type, warnings, note);
  } catch (error) {
    if (error instanceof Refusal) return refused(error.status, error.message);
    throw error;
  }
}

function carryOut(home: Home, body: string, type: string, rid: string): Outcome {
  if (!home.resources().some((resource) => resource.type === type && resource.id === rid)) {
    throw new Refusal(404, "Not Found");
  }
  switch (type) {
    case "light":
      return home.changeLight(rid, parseBody(body, parseLight));
    case "grouped_light":
      return home.changeGroup(rid, parseBody(body, parseGroupedLight));
    case "scene":
      return home.recallScene(rid, parseBody(body, parseScene));
    case "device":
      return home.changeDevice(rid, parseBody(body, parseDevice));
    default:
      throw new Refusal(405, "method not allowed");
  }
}
