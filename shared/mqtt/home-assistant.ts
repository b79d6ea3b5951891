import type { Person } from "../presence/presence";
import { STATUSES } from "../presence/presence";
import { KNOWN_WORDS } from "../presence/status";
import type { BrokerMessage } from "./broker";
import { attentionTopic, sourceStatusTopic } from "./payloads";

/** Where Home Assistant looks for devices, unless its owner has changed that (Home Assistant docs, MQTT, discovery). */
const DISCOVERY = "homeassistant";

/** It says `online` here after each start, when what is not retained has to be said again (same page, birth message). */
export const HOME_ASSISTANT_STATUS = `${DISCOVERY}/status`;

/** The availabilities of Microsoft Graph (Graph docs, presence resource), without PresenceUnknown. */
const AVAILABILITIES = [
  "Available",
  "AvailableIdle",
  "Away",
  "BeRightBack",
  "Busy",
  "BusyIdle",
  "DoNotDisturb",
  "Offline",
];

const ACTIVITIES = KNOWN_WORDS.filter((word) => word !== "PresenceUnknown");

const UNKNOWN = "unknown";

const SUPPORT = "https://github.com/presence-home/teams-presence";

export interface DiscoveryContext {
  readonly base: string;
  readonly sourceId: string;
  readonly version: string;
}

export function discoveryTopic(base: string, slug: string): string {
  return `${DISCOVERY}/device/${deviceId(base, slug)}/config`;
}

/**
 * One device for a person, as Home Assistant 2024.11 and later discovers it: all of its entities in one retained message
 * (Home Assistant docs, MQTT, device discovery payload). While the source is offline, so are they.
 */
export function discoveryMessage({ slug, name }: Person, context: DiscoveryContext): BrokerMessage {
  const { base, sourceId, version } = context;
  const id = deviceId(base, slug);
  const at = (part: string): string => `${base}/${slug}/${part}`;
  const attention = attentionTopic(base, sourceId);
  const payload = {
    device: {
      identifiers: [id],
      name: `${name} in Teams`,
      manufacturer: "Microsoft",
      model: "Teams presence",
      sw_version: version,
    },
    origin: { name: "Teams Presence", sw_version: version, support_url: SUPPORT },
    availability: [{ topic: sourceStatusTopic(base, sourceId) }],
    qos: 1,
    components: {
      availability: oneOf(id, "availability", "Availability", at("availability"), AVAILABILITIES),
      status: oneOf(id, "status", "Status", at("status"), STATUSES),
      activity: oneOf(id, "activity", "Activity", at("activity"), ACTIVITIES),
      in_call: {
        platform: "binary_sensor",
        unique_id: `${id}_in_call`,
        name: "In a call",
        state_topic: at("in_call"),
        payload_on: "true",
        payload_off: "false",
      },
      problem: {
        platform: "binary_sensor",
        unique_id: `${id}_problem`,
        name: "Problem",
        device_class: "problem",
        entity_category: "diagnostic",
        state_topic: attention,
        value_template: "{{ 'ON' if value else 'OFF' }}",
        json_attributes_topic: attention,
        json_attributes_template: "{{ value if value else '{}' }}",
      },
    },
  };
  return { topic: discoveryTopic(base, slug), payload: JSON.stringify(payload), retain: true };
}

/** A sensor with a list of values; what Graph invents later is unknown, since any other value is an error there. */
function oneOf(id: string, part: string, name: string, topic: string, values: readonly string[]): object {
  const known = values.filter((value) => value !== UNKNOWN);
  return {
    platform: "sensor",
    unique_id: `${id}_${part}`,
    name,
    device_class: "enum",
    options: [...known, UNKNOWN],
    state_topic: topic,
    value_template: `{{ value if value in [${known.map((value) => `'${value}'`).join(", ")}] else '${UNKNOWN}' }}`,
  };
}

/** Letters, digits, `_` and `-` only (same page, discovery topic). */
function deviceId(base: string, slug: string): string {
  return `${base}_${slug}`.replaceAll(/[^a-zA-Z0-9_-]/g, "-");
}
