import { xyToHue } from "./colour";
import type { Xy } from "./colour";
import { radioAddress } from "./devices";
import type { Home } from "./home";
import type { LightState } from "./light-state";
import type { LampModel } from "./models";
import { percentToBri } from "./old-bodies";
import type { Personality } from "./personality";
import type { Group, Lamp } from "./resources";
import { sceneNumber } from "./scenes";
import type { Scene } from "./scenes";

/** Resources in the shapes of the old API, by their numbers. Source: the Hue API v1 documentation. */
export type OldResources = Readonly<Record<string, unknown>>;

export function oldLights(home: Home, { model }: Personality, now: number): OldResources {
  return byNumber(
    home.lamps,
    ({ number }) => String(number),
    (lamp) => oldLight(lamp, model === "BSB001", now),
  );
}

/** @param isOldFirmware of the bridge: it does not know of every lamp what the lamp can do */
function oldLight(lamp: Lamp, isOldFirmware: boolean, now: number) {
  const { name, number, model, state, reachable } = lamp;
  return {
    state: { ...oldState(model, state, now), mode: "homeautomation", reachable },
    type: typeOf(model),
    name,
    modelid: model.modelId,
    manufacturername: "Philips",
    productname: model.productName,
    ...(!(isOldFirmware && number % 2 === 0) && {
      capabilities: { certified: true, control: control(model) },
    }),
    uniqueid: `${radioAddress(number)}-0b`,
    swversion: "1.122.2",
  };
}

function typeOf({ gamut, mirek, lowest }: LampModel): string {
  if (gamut) return mirek ? "Extended color light" : "Color light";
  if (mirek) return "Color temperature light";
  return lowest === undefined ? "On/Off plug-in unit" : "Dimmable light";
}

function control({ gamut, mirek, lowest }: LampModel) {
  const pair = ({ x, y }: Xy) => [x, y];
  return {
    ...(lowest !== undefined && { mindimlevel: Math.round(lowest * 1000), maxlumen: 806 }),
    ...(gamut && {
      colorgamuttype: gamut.type,
      colorgamut: [pair(gamut.red), pair(gamut.green), pair(gamut.blue)],
    }),
    ...(mirek && { ct: { min: mirek.minimum, max: mirek.maximum } }),
  };
}

function oldState({ gamut, mirek, lowest }: LampModel, state: LightState, now: number) {
  return {
    on: state.on,
    ...(lowest !== undefined && { bri: percentToBri(state.brightness) }),
    ...(gamut && { ...xyToHue(state.xy), xy: [state.xy.x, state.xy.y], effect: "none" }),
    ...(mirek && { ct: state.mirek ?? mirek.minimum }),
    alert: state.signal && state.signal.endsAt > now ? "lselect" : "none",
    ...((gamut ?? mirek) && { colormode: mirek && state.mirek !== undefined ? "ct" : "xy" }),
  };
}

/** Group 0, all lamps, can be asked for and is not in the list. */
export function oldGroups(home: Home, now: number): OldResources {
  const listed = home.groups.filter(({ number }) => number > 0);
  return byNumber(
    listed,
    ({ number }) => String(number),
    (group) => oldGroup(home, group, now),
  );
}

export function oldGroup(home: Home, group: Group, now: number) {
  const members = home.members(group);
  const [first] = members;
  const type = { room: "Room", zone: "Zone", bridge_home: "LightGroup" }[group.type];
  return {
    name: group.number === 0 ? "Group 0" : group.name,
    lights: members.map(({ number }) => String(number)),
    sensors: [],
    type,
    state: {
      all_on: members.length > 0 && members.every(({ state }) => state.on),
      any_on: members.some(({ state }) => state.on),
    },
    recycle: false,
    ...(group.number > 0 && { class: "Office" }),
    action: first ? oldState(first.model, first.state, now) : { on: false, alert: "none" },
  };
}

export function oldScenes(home: Home): OldResources {
  return byNumber(
    home.scenes,
    ({ id }) => sceneNumber(id),
    (scene) => oldScene(home, scene),
  );
}

function oldScene(home: Home, { name, group }: Scene) {
  return {
    name,
    type: "GroupScene",
    group: String(group.number),
    lights: home.members(group).map(({ number }) => String(number)),
    owner: "sandbox",
    recycle: false,
    locked: false,
    appdata: {},
    picture: "",
    lastupdated: "2026-01-01T00:00:00",
    version: 2,
  };
}

function byNumber<T>(
  items: readonly T[],
  numberOf: (item: T) => string,
  shape: (item: T) => unknown,
): OldResources {
  return Object.fromEntries(items.map((item) => [numberOf(item), shape(item)]));
}
