import { json } from "./answers";
import type { Answer } from "./answers";
import { xyToHue } from "./colour";
import type { Home } from "./home";
import { unsupported } from "./light-state";
import type { Limits } from "./limits";
import { asChange, NEEDS_LIGHT, parseOldState } from "./old-bodies";
import type { OldState } from "./old-bodies";
import { oldAnswer, oldErrors, oldRefusal } from "./old-errors";
import type { OldError, OldPart } from "./old-errors";
import { oldGroup, oldGroups, oldLights, oldScenes } from "./old-resources";
import type { OldResources } from "./old-resources";
import type { Pairing } from "./pairing";
import { shortConfig } from "./personality";
import type { Personality } from "./personality";
import type { Radio } from "./radio";
import { groupedLightId } from "./resources";
import type { Lamp } from "./resources";
import { sceneNumber } from "./scenes";
import type { TrafficCounter } from "./traffic";

export interface OldParts {
  readonly personality: Personality;
  readonly home: Home;
  readonly pairing: Pairing;
  readonly limits: Limits;
  readonly radio: Radio;
  readonly traffic: TrafficCounter;
  readonly now: () => number;
}

export interface OldCall {
  readonly method: string;
  /** Without the query; begins with /api. */
  readonly path: string;
  readonly body: string;
}

/** The key in the path of the old API; undefined when there is none. */
export function oldKeyOf(path: string): string | undefined {
  return /^\/api\/([^/]+)/.exec(path)?.[1];
}

/** Answers the API before CLIP v2: pairing, and everything behind a key in the path. */
export function oldApi(parts: OldParts, { method, path, body }: OldCall): Answer {
  const { pairing, personality } = parts;
  const address = path.replace(/^\/api(\/[^/]+)?/, "").replace(/\/$/, "");
  const key = oldKeyOf(path);
  if (key === undefined) {
    if (method !== "POST") return oldRefusal(oldErrors.noMethod("/", method));
    const [result] = pairing.pair(body, personality.model !== "BSB001");
    return json(200, [result], "error" in result ? result.error.description : "paired");
  }
  const isKnown = pairing.applicationId(key) !== undefined;
  if (method === "GET" && !isKnown && (address === "/config" || (key === "config" && address === ""))) {
    return json(200, shortConfig(personality));
  }
  if (!isKnown) return oldRefusal(oldErrors.unauthorized(address === "" ? "/" : address));
  if (method === "GET") return read(parts, address);
  const [, type = "", number = "", rest = "", more] = address.split("/");
  if (method === "PUT" && more === undefined) {
    if (type === "lights" && rest === "state") return writeLight(parts, key, number, body);
    if (type === "groups" && rest === "action") return writeGroup(parts, key, number, body);
  }
  return oldRefusal(oldErrors.noMethod(address, method));
}

function read({ home, personality, now }: OldParts, address: string): Answer {
  const tree: Readonly<Record<string, OldResources>> = {
    lights: oldLights(home, personality, now()),
    groups: oldGroups(home, now()),
    config: config(personality),
    scenes: oldScenes(home),
    schedules: {},
    rules: {},
    sensors: {},
    resourcelinks: {},
  };
  const [, type, number, more] = address.split("/");
  if (type === undefined) return json(200, tree);
  if (type === "capabilities" && number === undefined) return json(200, capabilities(home));
  const collection = Object.hasOwn(tree, type) ? tree[type] : undefined;
  if (!collection || more !== undefined) return oldRefusal(oldErrors.noResource(address));
  if (number === undefined) return json(200, collection);
  const everything = home.groups.find((group) => group.number === 0);
  if (type === "groups" && number === "0" && everything) return json(200, oldGroup(home, everything, now()));
  if (type === "config" || !Object.hasOwn(collection, number))
    return oldRefusal(oldErrors.noResource(address));
  return json(200, collection[number]);
}

function config(personality: Personality): OldResources {
  return {
    ...shortConfig(personality),
    zigbeechannel: 15,
    ipaddress: "127.0.0.1",
    netmask: "255.0.0.0",
    gateway: "127.0.0.1",
    dhcp: true,
    linkbutton: false,
    portalservices: false,
    UTC: "2026-01-01T00:00:00",
    localtime: "2026-01-01T00:00:00",
    timezone: "Etc/UTC",
    whitelist: {},
  };
}

function capabilities(home: Home) {
  const room = (used: number, total: number) => ({ available: total - used, total });
  return { lights: room(home.lamps.length, 63), groups: room(home.groups.length, 64), scenes: room(4, 200) };
}

function writeLight(parts: OldParts, key: string, number: string, body: string): Answer {
  const { home, limits, traffic, radio } = parts;
  const address = `/lights/${number}/state`;
  const lamp = home.lamps.find((candidate) => String(candidate.number) === number);
  if (!lamp) return oldRefusal(oldErrors.noResource(`/lights/${number}`));
  if (!limits.mayWriteLight(key)) return tooMuch(traffic, address);
  const { state, errors } = parseOldState(body, address, (name) => canDo([lamp], name));
  const { heard, lost } = split(state, lamp.state.on, address);
  const answered = [...successes(address, heard), ...asParts([...errors, ...lost])];
  if (Object.keys(heard).length === 0) return oldAnswer(answered);
  const { lamps, note } = home.changeLight(lamp.id, asChange(heard, xyToHue(lamp.state.xy)));
  traffic.wrote("lightWrites");
  radio.used(lamps);
  return oldAnswer(answered, note);
}

function writeGroup(parts: OldParts, key: string, number: string, body: string): Answer {
  const { home, limits, traffic, radio } = parts;
  const address = `/groups/${number}/action`;
  const group = home.groups.find((candidate) => String(candidate.number) === number);
  if (!group) return oldRefusal(oldErrors.noResource(`/groups/${number}`));
  if (!limits.mayWriteGroup(key)) return tooMuch(traffic, address);
  const members = home.members(group);
  const { state, errors } = parseOldState(body, address, (name) => name === "scene" || canDo(members, name));
  if (state.scene !== undefined) return recall(parts, address, state.scene);
  const { heard, lost } = split(
    state,
    members.some(({ state: { on } }) => on),
    address,
  );
  const answered = [...successes(address, heard), ...asParts([...errors, ...lost])];
  if (Object.keys(heard).length === 0 || members.length === 0) return oldAnswer(answered);
  const change = asChange(heard, { hue: 0, sat: 254 });
  const { lamps, note } = home.changeGroup(groupedLightId(group.id), change);
  traffic.wrote("groupWrites");
  radio.used(lamps);
  return oldAnswer(answered, note);
}

function recall({ home, traffic, radio }: OldParts, address: string, wanted: string): Answer {
  const scene = home.scenes.find(({ id }) => sceneNumber(id) === wanted);
  if (!scene) return oldRefusal(oldErrors.badValue(address, "scene", wanted));
  const { lamps, note } = home.recallScene(scene.id, { recall: { action: "active" } });
  traffic.wrote("sceneRecalls");
  radio.used(lamps);
  return oldAnswer(successes(address, { scene: wanted }), note);
}

function tooMuch(traffic: TrafficCounter, address: string): Answer {
  traffic.refused();
  return oldRefusal(oldErrors.tooMuch(address));
}

/** Whether any of these lamps knows the parameter. */
function canDo(lamps: readonly Lamp[], name: keyof OldState): boolean {
  if (name === "scene") return false;
  const needed = NEEDED[name];
  return needed === undefined || lamps.some(({ model }) => unsupported(model, needed).length === 0);
}

/** What the newer API would call it; the rest every lamp can do. */
const NEEDED: Readonly<Partial<Record<keyof OldState, Parameters<typeof unsupported>[1]>>> = {
  bri: { dimming: { brightness: 1 } },
  hue: { color: { xy: { x: 0, y: 0 } } },
  sat: { color: { xy: { x: 0, y: 0 } } },
  xy: { color: { xy: { x: 0, y: 0 } } },
  effect: { color: { xy: { x: 0, y: 0 } } },
  ct: { color_temperature: { mirek: 153 } },
};

/** Of a good body, what takes effect and what an off light turns down. */
function split(
  state: OldState,
  isOn: boolean,
  address: string,
): { readonly heard: OldState; readonly lost: readonly OldError[] } {
  if (isOn || state.on === true) return { heard: state, lost: [] };
  const entries = Object.entries(state);
  const isLost = (name: string) => NEEDS_LIGHT.some((known) => known === name);
  return {
    heard: Object.fromEntries(entries.filter(([name]) => !isLost(name))),
    lost: entries.filter(([name]) => isLost(name)).map(([name]) => oldErrors.isOff(address, name)),
  };
}

function successes(address: string, state: OldState): readonly OldPart[] {
  return Object.entries<unknown>({ ...state }).map(([name, value]) => {
    return { success: { [`${address}/${name}`]: value } };
  });
}

function asParts(errors: readonly OldError[]): readonly OldPart[] {
  return errors.map((error) => ({ error }));
}
