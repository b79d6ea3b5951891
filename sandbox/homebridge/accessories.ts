import { isJsonObject } from "../../shared/support/json-object";
import type { JsonObject } from "../../shared/support/json-object";
import type { SensorState } from "../api/state";

/** Types as a bridge shortens them: HAP specification, "Apple-defined services" and "Apple-defined characteristics". */
const ACCESSORY_INFORMATION = "3E";
const NAME = "23";
const CONFIGURED_NAME = "E3";
const STATUS_ACTIVE = "75";
const STATUS_FAULT = "77";

/** The services that show presence, each with the characteristic that does so. A contact's 1 means open, which detects. */
const SHOWING: Readonly<Record<string, { readonly kind: SensorState["kind"]; readonly shows: string }>> = {
  "86": { kind: "occupancy", shows: "71" },
  "80": { kind: "contact", shows: "6A" },
  "85": { kind: "motion", shows: "22" },
  "49": { kind: "switch", shows: "25" },
};

/** The sensors and switches in what a bridge answers to `GET /accessories`; empty for anything else. */
export function sensorsIn(answer: unknown): readonly SensorState[] {
  return listAt(answer, "accessories").flatMap((accessory) => {
    const id = Number(accessory["aid"]);
    const services = listAt(accessory, "services");
    const information = services.find(({ type }) => type === ACCESSORY_INFORMATION);
    const named = { id, name: text(information && characteristic(information, NAME)) };
    return services.flatMap((service) => sensor(service, named));
  });
}

function sensor(service: JsonObject, accessory: SensorState["accessory"]): readonly SensorState[] {
  const showing = SHOWING[String(service["type"])];
  const shown = showing && characteristic(service, showing.shows);
  if (!shown) return [];
  const name = text(characteristic(service, CONFIGURED_NAME)) || text(characteristic(service, NAME));
  return [
    {
      id: `${accessory.id}.${Number(shown["iid"])}`,
      name: name || accessory.name,
      value: isSet(shown),
      kind: showing.kind,
      accessory,
      active: isSet(characteristic(service, STATUS_ACTIVE) ?? { value: true }),
      fault: isSet(characteristic(service, STATUS_FAULT)),
    },
  ];
}

function characteristic(service: JsonObject, type: string): JsonObject | undefined {
  return listAt(service, "characteristics").find((one) => one["type"] === type);
}

/** Over HAP a yes is `true` or 1. */
function isSet(found: JsonObject | undefined): boolean {
  return found?.["value"] === true || found?.["value"] === 1;
}

function text(found: JsonObject | undefined): string {
  return typeof found?.["value"] === "string" ? found["value"] : "";
}

function listAt(value: unknown, name: string): readonly JsonObject[] {
  const list = isJsonObject(value) ? value[name] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
