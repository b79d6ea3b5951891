import * as http from "node:http";
import * as https from "node:https";
import type { Clock } from "../../../support/clock";
import { Problem } from "../../../support/problem";
import { exchange, type Exchanged } from "../wire/exchange";
import { notABridge, type Place } from "../wire/problems";
import { type BridgeInfo, INFO_PATH, parseInfo } from "./bridge-info";

export const HTTPS_PORT = 443;
export const HTTP_PORT = 80;

/** A bridge answers in well under a second; who is only asked whether it is one gets less time than a known one. */
const TIMEOUT_MS = 3_000;
const LONGEST_ANSWER_BYTES = 64 * 1024;

export interface Candidate {
  /** Host name or IP address. */
  readonly host: string;
  /** Absent or 80 means nothing in particular: both usual ports are tried. */
  readonly port?: number;
}

/** A bridge that has answered, and where. Nothing proves that it is the one it says. */
export interface FoundBridge extends BridgeInfo, Place {
  readonly transport: "https" | "http";
}

export interface ProbeOptions {
  readonly clock: Clock;
  /** Where to ask without encryption; else port 80, or the candidate's own port where that is not 443. */
  readonly httpPort?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks a candidate who it is: over HTTPS, and over plain HTTP where nothing answers HTTPS. Its identity is not checked,
 * nothing secret is sent, and redirects are not followed: the Bridge Pro answers HTTP with one.
 * Throws Problem: `bridge-unreachable`, `bridge-bad-answer`, `not-a-bridge`.
 */
export async function probe(candidate: Candidate, options: ProbeOptions): Promise<FoundBridge> {
  const { host, port = HTTP_PORT } = candidate;
  const place = { host, port: port === HTTP_PORT ? HTTPS_PORT : port };
  const secure = new https.Agent({ rejectUnauthorized: false, maxCachedSessions: 0 });
  try {
    return { ...(await ask(place, secure, options)), transport: "https" };
  } catch (trouble) {
    if (!(trouble instanceof Problem) || trouble.code !== "bridge-unreachable") throw trouble;
    return await probePlain(place, options).catch(() => {
      throw trouble;
    });
  }
}

/** As `probe`, over plain HTTP only: at `httpPort`, or where a bridge that may be found at `place` would speak it. */
export async function probePlain({ host, port }: Place, options: ProbeOptions): Promise<FoundBridge> {
  const place = { host, port: options.httpPort ?? (port === HTTPS_PORT ? HTTP_PORT : port) };
  return { ...(await ask(place, new http.Agent(), options)), transport: "http" };
}

async function ask(
  place: Place,
  agent: http.Agent,
  { clock, signal }: ProbeOptions,
): Promise<BridgeInfo & Place> {
  try {
    const answer = await exchange({
      place,
      agent,
      clock,
      method: "GET",
      path: INFO_PATH,
      expected: undefined,
      timeout: TIMEOUT_MS,
      longest: LONGEST_ANSWER_BYTES,
      ...(signal && { signal }),
    });
    return { ...place, ...infoIn(answer, place) };
  } finally {
    agent.destroy();
  }
}

function infoIn({ status, text }: Exchanged, place: Place): BridgeInfo {
  const info = status === 200 ? parseInfo(text) : undefined;
  if (!info) throw notABridge(place);
  return info;
}
