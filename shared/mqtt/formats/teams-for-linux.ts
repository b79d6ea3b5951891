import type { Media } from "../../presence/presence";
import { parseJsonObject } from "../../support/json-object";
import { sourceOffline } from "../source-problems";
import { type Format, type Pieces, withPiece } from "./format";
import { mergedPresence } from "./merged-presence";

/** The words of `status` (teams-for-linux, app/mqtt/README.md, "Status Values"), as Graph says them. */
const AVAILABILITIES: ReadonlyMap<unknown, string> = new Map([
  ["available", "Available"],
  ["busy", "Busy"],
  ["do_not_disturb", "DoNotDisturb"],
  ["away", "Away"],
  ["be_right_back", "BeRightBack"],
  ["unknown", "PresenceUnknown"],
]);

/** Below the prefix, as they are called unless the user has changed them (app/mqtt/mediaTopics.js). */
const PIECES = [
  "status",
  "connected",
  "in-call",
  "camera",
  "microphone",
  "screen-sharing",
  "incoming-call",
] as const;

/** Earlier versions said whether it was on; later ones what is heard of it (app/mqtt/mediaStatusService.js). */
const MICROPHONE: ReadonlyMap<string | undefined, boolean> = new Map([
  ["true", true],
  ["speaking", true],
  ["silent", true],
  ["false", false],
  ["muted", false],
  ["off", false],
]);

/**
 * teams-for-linux (IsmaelMartinez/teams-for-linux, app/mqtt): below one prefix, each retained, `status` as JSON and the rest
 * `true` or `false`; `connected` is its last will. A call shows in `status` only as busy, and that read off the page, so
 * `in-call` wins over it, and `screen-sharing` over that unless there is no call it could belong to.
 */
export const TEAMS_FOR_LINUX_FORMAT: Format<Pieces> = {
  filters: (topic) => PIECES.map((piece) => `${topic}/${piece}`),
  silence: {},
  inPieces: true,

  hear(heard, { topic, text }, who) {
    const piece = PIECES.find((name) => topic === `${who.topic}/${name}`);
    if (piece === undefined || !makesSense(piece, text.trim())) return heard;
    return withPiece(heard, piece, text);
  },

  say(heard, { topic, person, now }) {
    if (heard["connected"] === "false") return { kind: "lost", problem: sourceOffline(topic) };
    const availability = availabilityIn(heard["status"] ?? "");
    const inCall = flag(heard["in-call"]);
    if (availability === undefined && inCall === undefined) return { kind: "nothing" };
    const media = known({
      inCall,
      camera: flag(heard["camera"]),
      microphone: MICROPHONE.get(heard["microphone"]),
      sharing: flag(heard["screen-sharing"]),
      ringing: flag(heard["incoming-call"]),
    });
    const presenting = media.sharing === true && inCall !== false;
    const activity = presenting ? "Presenting" : inCall === true ? "InACall" : undefined;
    return { kind: "presence", presence: mergedPresence({ availability, activity, media, person, now }) };
  },

  afterReconnect: () => ({}),
};

/** What is empty has been taken away; our own `<topic>/status` is a bare word, and none of theirs. */
function makesSense(piece: (typeof PIECES)[number], text: string): boolean {
  if (text === "") return true;
  if (piece === "status") return availabilityIn(text) !== undefined;
  if (piece === "microphone") return MICROPHONE.has(text);
  return flag(text) !== undefined;
}

function availabilityIn(text: string): string | undefined {
  return AVAILABILITIES.get(parseJsonObject(text)?.["status"]);
}

function flag(text: string | undefined): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

function known(media: { readonly [P in keyof Media]: Media[P] | undefined }): Media {
  return Object.fromEntries(Object.entries(media).filter(([, value]) => value !== undefined));
}
