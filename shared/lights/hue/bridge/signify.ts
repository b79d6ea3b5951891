import * as https from "node:https";
import { isIP } from "node:net";
import type { Clock } from "../../../support/clock";
import { Problem } from "../../../support/problem";
import { exchange } from "../wire/exchange";
import { numberAt, parseJson, textAt } from "../wire/json";
import type { Candidate } from "./probe";

/** An answer to a GET: its status and its text. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks for `https://<host><path>`; rejects where there is no answer. */
export type HttpsGet = (host: string, path: string, clock: Clock) => Promise<HttpAnswer>;

const HOST = "discovery.meethue.com";
const LONGEST_ANSWER_BYTES = 64 * 1024;
/** More bridges than any household or office behind one internet address has. */
const MOST_CANDIDATES = 50;

/** Unlike bridges, Signify's service has a certificate of a public authority. */
const publicGet: HttpsGet = async (host, path, clock) => {
  const agent = new https.Agent();
  const place = { host, port: 443 };
  try {
    const options = { place, agent, clock, method: "GET", path, longest: LONGEST_ANSWER_BYTES } as const;
    return await exchange({ ...options, expected: "Signify's service" });
  } finally {
    agent.destroy();
  }
};

/**
 * Asks Signify which bridges have called home from the same internet address (Hue developer documentation, "Hue Bridge
 * Discovery", N-UPnP). It tells Signify that address, so it is done only when somebody wants it. What it names may be
 * gone: every candidate is to be probed.
 * Throws Problem: `signify-limit` (429: about one question per 15 minutes is answered), `signify-empty`,
 * `signify-unreachable`.
 */
export async function askSignify(
  clock: Clock,
  get: HttpsGet = publicGet,
): Promise<readonly [Candidate, ...Candidate[]]> {
  const { status, text } = await get(HOST, "/", clock).catch((error: unknown) => {
    throw unreachable(error);
  });
  if (status === 429) throw limited();
  const list = parseJson(text);
  if (status !== 200 || !Array.isArray(list)) throw unreachable(new Error(`status ${status}`));
  const [first, ...others] = list.flatMap(candidateOf).slice(0, MOST_CANDIDATES);
  if (!first) throw empty();
  return [first, ...others];
}

function candidateOf(entry: unknown): readonly Candidate[] {
  const host = textAt(entry, "internalipaddress")?.trim() ?? "";
  const port = numberAt(entry, "port");
  if (isIP(host) === 0) return [];
  const isPort = port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535;
  return [{ host, ...(isPort && { port }) }];
}

function limited(): Problem {
  return new Problem({
    code: "signify-limit",
    title: "Signify has been asked too often",
    advice: "It answers about once in 15 minutes. Wait, or type the bridge's address.",
  });
}

function empty(): Problem {
  return new Problem({
    code: "signify-empty",
    title: "Signify knows no Hue bridge behind your internet address",
    advice:
      "The bridge may have no internet, or your provider shares the address. Type the bridge's address.",
  });
}

function unreachable(cause: unknown): Problem {
  return new Problem(
    {
      code: "signify-unreachable",
      title: "Signify's list of bridges cannot be read",
      advice: "Check the internet connection, or type the bridge's address.",
    },
    { cause },
  );
}
