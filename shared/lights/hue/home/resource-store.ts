import { at, isObject, type Json, listAt, textAt } from "../wire/json";
import type { Home } from "./home";
import { ownerOf, parseHome, RESOURCE_TYPES, type Resources, type ResourceType } from "./parse-home";

/** What an event came to. */
export interface Applied {
  /** Whether it was about anything a Home tells. */
  readonly changed: boolean;
  /** Ids of the lights it was about. */
  readonly lights: ReadonlySet<string>;
}

/** What says who a resource is; events repeat it, so it is no change. */
const IDENTITY: readonly string[] = ["owner", "service_id"];

/**
 * What a Home is made of. Nothing else is kept: the rest is most of what a bridge tells, and a group says with every
 * change of a light how bright it is on average.
 */
const CONTENT: Readonly<Record<ResourceType, readonly (readonly string[])[]>> = {
  light: [
    ["metadata"],
    ["on"],
    ["dimming"],
    ["color"],
    ["color_temperature"],
    ["signaling", "signal_values"],
  ],
  device: [["metadata"]],
  zigbee_connectivity: [["status"]],
  room: [["metadata"], ["children"], ["services"]],
  zone: [["metadata"], ["children"], ["services"]],
  bridge_home: [["services"]],
  grouped_light: [["signaling", "signal_values"]],
  scene: [["metadata"], ["group"], ["actions"], ["status"]],
};

/** Resources are a few levels deep. Beyond that is nonsense, which must not use up the stack. */
const MAX_DEPTH = 8;

const isKnown = (type: string | undefined): type is ResourceType =>
  RESOURCE_TYPES.some((known) => known === type);

/**
 * The resources of a bridge, kept up to date from its event stream (openhue/openhue-api, EventEnvelope: `add`,
 * `update` with what has changed, `delete`, `error`). Whatever is not known or makes no sense is passed over.
 */
export class ResourceStore {
  #resources = empty();
  #home: Home | undefined;

  /** Takes the answer to a read of every resource in place of what was there. */
  replaceAll(data: readonly unknown[]): void {
    this.#resources = empty();
    this.#home = undefined;
    for (const resource of data) this.#change("add", resource, new Set());
  }

  /** Takes one event of the stream: a list of envelopes, each with a list of resources. */
  apply(event: unknown): Applied {
    const lights = new Set<string>();
    let changed = false;
    for (const envelope of Array.isArray(event) ? (event as readonly unknown[]) : []) {
      const what = textAt(envelope, "type");
      for (const resource of listAt(envelope, "data")) {
        if (this.#change(what, resource, lights)) changed = true;
      }
    }
    if (changed) this.#home = undefined;
    return { changed, lights };
  }

  /** The same object until something changes. */
  home(): Home {
    this.#home ??= parseHome(this.#resources);
    return this.#home;
  }

  /** Adds the lights it was about to `lights`; false when it was about nothing that is kept. */
  #change(what: string | undefined, resource: unknown, lights: Set<string>): boolean {
    const id = textAt(resource, "id");
    const type = textAt(resource, "type");
    if (id === undefined || !isKnown(type)) return false;
    const known = this.#resources[type];
    const before = known.get(id);
    const content = contentOf(type, resource);
    if (what === "add") known.set(id, { ...identityOf(resource), ...content });
    // What has changed in something that is not known would be half a resource.
    else if (!before) return false;
    else if (what === "delete") known.delete(id);
    else if (what !== "update" || Object.keys(content).length === 0) return false;
    else known.set(id, merged(before, { ...identityOf(resource), ...content }));
    for (const light of this.#lightsOf(type, id, known.get(id) ?? before)) lights.add(light);
    return true;
  }

  #lightsOf(type: ResourceType, id: string, resource: unknown): readonly string[] {
    if (type === "light") return [id];
    if (type !== "device" && type !== "zigbee_connectivity") return [];
    const device = type === "device" ? id : ownerOf(resource);
    return [...this.#resources.light].flatMap(([light, value]) => (ownerOf(value) === device ? [light] : []));
  }
}

function empty(): Record<ResourceType, Map<string, Json>> & Resources {
  return {
    light: new Map(),
    device: new Map(),
    zigbee_connectivity: new Map(),
    room: new Map(),
    zone: new Map(),
    bridge_home: new Map(),
    grouped_light: new Map(),
    scene: new Map(),
  };
}

function identityOf(resource: unknown): Json {
  return Object.assign({}, ...IDENTITY.map((key) => taken(resource, [key]))) as Json;
}

function contentOf(type: ResourceType, resource: unknown): Json {
  return Object.assign({}, ...CONTENT[type].map((keys) => taken(resource, keys))) as Json;
}

/** What stands at `keys`, still at its place; an empty object where nothing does. */
function taken(resource: unknown, keys: readonly string[]): Json {
  const value = at(resource, ...keys);
  if (value === undefined) return {};
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Json;
}

/** Objects are merged; anything else, lists too, takes the place of what was there. */
function merged(before: Json, change: Json, depth = 0): Json {
  const entries = Object.entries(change).map(([key, value]) => {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const merge = isObject(old) && isObject(value) && depth < MAX_DEPTH;
    return [key, merge ? merged(old, value, depth + 1) : value] as const;
  });
  return { ...before, ...Object.fromEntries(entries) };
}
