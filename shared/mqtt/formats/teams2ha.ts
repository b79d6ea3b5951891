import type { Media } from "../../presence/presence";
import { canonicalToken } from "../../presence/status";
import { sourceOffline } from "../source-problems";
import { type Format, type Pieces, withPiece } from "./format";
import { mergedPresence } from "./merged-presence";

/** What follows `teams2ha/`; the program writes it in lower case, whatever its settings say (mqtt_service.rs). */
const prefixIn = (topic: string): string | undefined => /^teams2ha\/(.+)$/.exec(topic)?.[1]?.toLowerCase();

/** Where each part is, for what follows `teams2ha/` (tauri/src-tauri/src/mqtt_service.rs). */
const TOPICS = {
  availability: (prefix: string) => `teams2ha/${prefix}/availability`,
  status: (prefix: string) => `homeassistant/sensor/${prefix}/teamsstatus/state`,
  meeting: (prefix: string) => `homeassistant/binary_sensor/${prefix}/isinmeeting/state`,
  running: (prefix: string) => `homeassistant/binary_sensor/${prefix}/teamsrunning/state`,
  muted: (prefix: string) => `homeassistant/switch/${prefix}/ismuted/state`,
  video: (prefix: string) => `homeassistant/switch/${prefix}/isvideoon/state`,
} as const;

type Part = keyof typeof TOPICS;

/**
 * TEAMS2HA (jimmyeao/TEAMS2HA, tauri/src-tauri/src): the person's topic is `teams2ha/<prefix>`, where its last will is.
 *
 * `isinmeeting` is badly named: it is on while any call runs, one with a single person too, since it follows Teams' own
 * lines about active calls and its use of the microphone (log_watcher.rs, lib.rs). So it means in a call, and wins over the
 * status, which only tells what Teams shows to others. `ismuted` and `isvideoon` say something only meanwhile: off is also
 * what they are when nothing is known. `teamsrunning` off means that the status is the last one before Teams was closed.
 */
export const TEAMS2HA_FORMAT: Format<Pieces> = {
  filters: (topic) => {
    const prefix = prefixIn(topic);
    return prefix === undefined ? [] : Object.values(TOPICS).map((of) => of(prefix));
  },
  silence: {},
  inPieces: true,

  hear(heard, { topic, text }, who) {
    const prefix = prefixIn(who.topic);
    if (prefix === undefined) return heard;
    const part = (Object.keys(TOPICS) as Part[]).find((name) => TOPICS[name](prefix) === topic);
    return part === undefined || !makesSense(part, text.trim()) ? heard : withPiece(heard, part, text);
  },

  say(heard, { topic, person, now }) {
    const { availability, status, meeting, running, muted, video } = heard as Partial<Record<Part, string>>;
    if (availability === "offline") return { kind: "lost", problem: sourceOffline(topic) };
    if (!status && !meeting) return { kind: "nothing" };
    const inCall = meeting === "ON";
    const media: Media = {
      ...(meeting ? { inCall } : {}),
      ...(inCall && muted ? { microphone: muted === "OFF" } : {}),
      ...(inCall && video ? { camera: video === "ON" } : {}),
    };
    const word = running === "OFF" ? undefined : canonicalToken(status ?? "");
    const activity = inCall ? "InACall" : undefined;
    return {
      kind: "presence",
      presence: mergedPresence({ availability: word, activity, media, person, now }),
    };
  },

  afterReconnect: () => ({}),
};

/** What is empty has been taken away. The status is a word of Graph or "Unknown". */
function makesSense(part: Part, text: string): boolean {
  if (text === "") return true;
  if (part === "availability") return text === "online" || text === "offline";
  if (part === "status") return text === "Unknown" || canonicalToken(text) !== undefined;
  return text === "ON" || text === "OFF";
}
