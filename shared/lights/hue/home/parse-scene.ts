import { at, isObject, listAt, numberAt, textAt } from "../wire/json";
import type { Look, Scene } from "./home";
import { parseXy } from "./light-state";

/** A scene resource (openhue/openhue-api, SceneGet); undefined when it does not say which room or zone it belongs to. */
export function parseScene(id: string, scene: unknown): Scene | undefined {
  const group = textAt(scene, "group", "rid");
  if (group === undefined) return undefined;
  const looks = listAt(scene, "actions").flatMap((each) => {
    const light = textAt(each, "target", "rid");
    const action = at(each, "action");
    return light !== undefined && isObject(action) ? [[light, parseLook(action)] as const] : [];
  });
  const active = textAt(scene, "status", "active");
  return {
    id,
    name: textAt(scene, "metadata", "name") ?? id,
    group,
    looks: new Map(looks),
    active: active !== undefined && active !== "inactive",
  };
}

/** A scene lights what it does not switch off. */
function parseLook(action: unknown): Look {
  const brightness = numberAt(action, "dimming", "brightness");
  const xy = parseXy(at(action, "color", "xy"));
  const mirek = numberAt(action, "color_temperature", "mirek");
  return {
    on: at(action, "on", "on") !== false,
    ...(brightness !== undefined && { brightness }),
    ...(xy ? { xy } : mirek !== undefined && { mirek }),
  };
}
