import { isoTime } from "../../presence/fields";
import { parsePresence } from "../../presence/parse";
import type { Presence } from "../../presence/presence";
import { isJsonObject, parseJsonObject } from "../../support/json-object";
import { sourceOffline, sourceSilent } from "../source-problems";
import { isTopicLevel } from "../topics";
import type { Format, Listening } from "./format";

/** What the newest state said. */
interface State {
  readonly presence: Presence;
  readonly sourceId: string;
  readonly expiresAt?: number;
}

export interface OwnHeard {
  readonly state?: State;
  /** When what each source said last was observed: an older one is late mail. */
  readonly newest: ReadonlyMap<string, number>;
  /** The sources that have told of themselves. */
  readonly online: ReadonlyMap<string, boolean>;
}

/** More than a house has; whoever makes up names cannot fill the memory with them. */
const MOST_SOURCES = 32;

/**
 * Our own topics: `<topic>/state` holds a Presence as JSON, with `sourceId` and `expiresAt` where it is ours that publishes,
 * and `<base>/_source/<sourceId>/status` says `online` or `offline`. A Presence that a flow publishes has neither; it is
 * believed until there is another.
 */
export const OWN_FORMAT: Format<OwnHeard> = {
  filters: (topic) => {
    const base = baseOf(topic);
    return base === "" ? [`${topic}/state`] : [`${topic}/state`, `${base}/_source/+/status`];
  },
  silence: { newest: new Map(), online: new Map() },
  inPieces: false,

  hear(heard, { topic, text }, who) {
    if (topic === `${who.topic}/state`) return hearState(heard, text, who);
    const sourceId = /\/_source\/([^/]+)\/status$/.exec(topic)?.[1];
    const word = text.trim();
    if (sourceId === undefined || (word !== "online" && word !== "offline" && word !== "")) return heard;
    return { ...heard, online: bounded(heard.online, sourceId, word === "" ? undefined : word === "online") };
  },

  say({ state, online }, { topic, now }) {
    if (state === undefined) return { kind: "nothing" };
    const { presence, sourceId, expiresAt } = state;
    if (online.get(sourceId) === false) return { kind: "lost", problem: sourceOffline(topic) };
    if (expiresAt !== undefined && now >= expiresAt) return { kind: "lost", problem: sourceSilent(topic) };
    return { kind: "presence", presence, until: expiresAt };
  },

  afterReconnect: ({ newest }) => ({ newest, online: new Map() }),
};

function hearState(heard: OwnHeard, text: string, { person, now }: Listening): OwnHeard {
  // An empty message is how a retained one is taken away.
  if (text === "") return { newest: heard.newest, online: heard.online };
  const read = readState(text, person, now);
  if (read === undefined) return heard;
  const { sourceId, observedAt } = read;
  const newest = heard.newest.get(sourceId);
  if (newest !== undefined && observedAt < newest) return heard;
  return { ...heard, state: read, newest: bounded(heard.newest, sourceId, observedAt) };
}

/** Undefined where it is no state of ours: known fields only, each checked. */
function readState(
  text: string,
  person: Listening["person"],
  now: number,
): (State & { readonly observedAt: number }) | undefined {
  const fields = parseJsonObject(text);
  if (fields === undefined || (fields["person"] !== undefined && !isJsonObject(fields["person"])))
    return undefined;
  const { sourceId = "", expiresAt } = fields;
  if (typeof sourceId !== "string" || (sourceId !== "" && !isTopicLevel(sourceId))) return undefined;
  const end = isoTime(expiresAt);
  if (end === undefined && expiresAt !== undefined) return undefined;
  try {
    const { accountChanged: _, ...presence } = parsePresence({ ...fields, person }, now);
    // A clock that is wrong by years must not shut out what comes later: nothing was observed after now.
    const observedAt = Math.min(Date.parse(presence.observedAt), now);
    return {
      presence: { ...presence, person, observedAt: new Date(observedAt).toISOString(), source: "mqtt" },
      sourceId,
      observedAt,
      ...(end === undefined ? {} : { expiresAt: Date.parse(end) }),
    };
  } catch {
    return undefined;
  }
}

/** A person's topic without its last level; empty where there is no other. */
function baseOf(topic: string): string {
  return topic.split("/").slice(0, -1).join("/");
}

/** The map with one entry set, or taken out, as the youngest; the oldest goes where there are too many. */
function bounded<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const next = new Map(map);
  next.delete(key);
  if (value !== undefined) next.set(key, value);
  for (const oldest of next.keys()) if (next.size > MOST_SOURCES) next.delete(oldest);
  return next;
}
