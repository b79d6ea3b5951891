import { Problem } from "../../../support/problem";
import type { Answer, Connection } from "../wire/connection";
import { at, listAt, textAt } from "../wire/json";
import type { LightBody } from "./light-body";
import { type Capabilities, capabilitiesOf, type LightState, parseLightState } from "./light-state";
import { isHeard } from "./written";
import { lightNotFound, lightNotUnderstood, lightUnreachable } from "../wire/problems";

/** Something a person can choose to colour. */
export interface Target {
  readonly type: "light";
  /** Resource id. */
  readonly id: string;
  readonly name: string;
  /** Name of the room it is in. */
  readonly room?: string;
  readonly capabilities: Capabilities;
}

/** Every light the bridge knows, by name. A resource we cannot read is left out. Throws what `request` throws. */
export async function listLights(connection: Connection): Promise<readonly Target[]> {
  // One after the other: a bridge serves three at a time, and lamps that follow somebody go first.
  const lights = await connection.request("GET", "/resource/light");
  const devices = await connection.request("GET", "/resource/device");
  const rooms = await connection.request("GET", "/resource/room");
  const nameByDevice = namesById(devices.data);
  const roomByDevice = new Map(
    rooms.data.flatMap((room) => {
      const name = textAt(room, "metadata", "name");
      const ids = listAt(room, "children").map((child) => textAt(child, "rid"));
      return ids.flatMap((id) => (id && name ? [[id, name] as const] : []));
    }),
  );
  return lights.data
    .flatMap((light): Target[] => {
      const id = textAt(light, "id");
      if (!id || at(light, "on") === undefined) return [];
      const device = textAt(light, "owner", "rid") ?? "";
      // A light's own name is deprecated in favour of its device's.
      const name = nameByDevice.get(device) ?? textAt(light, "metadata", "name") ?? id;
      const room = roomByDevice.get(device);
      return [{ type: "light", id, name, ...(room && { room }), capabilities: capabilitiesOf(light) }];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Throws what `request` throws, and the Problem `light-not-found` when the bridge no longer has it. */
export async function readLight(connection: Connection, id: string): Promise<LightState> {
  const { data } = await lightRequest(connection, "GET", id);
  const [light] = data;
  if (light === undefined) throw lightNotFound();
  const state = parseLightState(light);
  if (!state) throw lightNotUnderstood();
  return state;
}

/**
 * Resolves to the bridge's warnings. Throws as `readLight` does, and the Problem `light-unreachable` when the lamp did
 * not hear the whole of it.
 */
export async function writeLight(
  connection: Connection,
  id: string,
  body: LightBody,
): Promise<readonly string[]> {
  const { warnings } = await lightRequest(connection, "PUT", id, body);
  if (!isHeard(warnings)) throw lightUnreachable();
  return warnings;
}

async function lightRequest(
  connection: Connection,
  method: "GET" | "PUT",
  id: string,
  body?: LightBody,
): Promise<Answer> {
  try {
    return await connection.request(method, `/resource/light/${encodeURIComponent(id)}`, body);
  } catch (error) {
    if (error instanceof Problem && error.code === "bridge-not-found") throw lightNotFound();
    throw error;
  }
}

function namesById(resources: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap((resource) => {
      const id = textAt(resource, "id");
      const name = textAt(resource, "metadata", "name");
      return id && name ? [[id, name] as const] : [];
    }),
  );
}
