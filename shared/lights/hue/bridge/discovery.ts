import { type Clock, systemClock } from "../../../support/clock";
import { asProblem, type Problem } from "../../../support/problem";
import { browse as browseMdns, type Browse, type Sighting } from "./mdns";
import { type Candidate, type FoundBridge, probe as probeBridge, type ProbeOptions } from "./probe";
import { askSignify as askSignifyService } from "./signify";

/** The ways to find and to ask; other ones for tests. */
export interface DiscoveryOptions {
  readonly clock?: Clock;
  readonly browse?: Browse;
  readonly askSignify?: (clock: Clock) => Promise<readonly Candidate[]>;
  readonly probe?: (candidate: Candidate, options: ProbeOptions) => Promise<FoundBridge>;
  readonly signal?: AbortSignal;
}

/**
 * The bridges that multicast DNS finds and, where `cloud` is wished, those that Signify knows: each has said itself that
 * it is one, each is there once, and the list is sorted by name. An empty list means that nobody answered. Nothing here
 * proves an identity; pairing does. Throws what went wrong with a search only where no bridge was found otherwise:
 * Problem `search-impossible`, `signify-limit`, `signify-empty`, `signify-unreachable`.
 */
export async function discover({
  cloud = false,
  ...options
}: DiscoveryOptions & { readonly cloud?: boolean }): Promise<readonly FoundBridge[]> {
  const { clock = systemClock, browse = browseMdns, askSignify = askSignifyService, signal } = options;
  const problems: Problem[] = [];
  const note = (error: unknown): readonly never[] => {
    problems.push(asProblem(error));
    return [];
  };
  const [seen, listed] = await Promise.all([
    browse({ clock, ...(signal && { signal }) }).catch(note),
    cloud ? askSignify(clock).catch(note) : [],
  ]);
  const confirmed = await Promise.all([
    ...seen.map((sighting) => confirm(sighting, options)),
    ...listed.map((candidate) => ask(candidate, options)),
  ]);
  const found = onePerBridge(confirmed.filter((bridge) => bridge !== undefined));
  const [problem] = problems;
  if (found.length === 0 && problem) throw problem;
  return found;
}

/**
 * Where a bridge is now, after its address has changed: by multicast DNS only, and as it says itself. Whoever uses the
 * address has to check the identity, and that `transport` is what it wants. Undefined where it is not found; never
 * throws.
 */
export async function findBridge(
  bridgeId: string,
  options: Omit<DiscoveryOptions, "askSignify"> = {},
): Promise<FoundBridge | undefined> {
  const { clock = systemClock, browse = browseMdns, signal } = options;
  const wanted = bridgeId.toLowerCase();
  const seen = await browse({ clock, wanted, ...(signal && { signal }) }).catch(() => []);
  const likely = seen.filter(({ bridgeId }) => bridgeId === undefined || bridgeId === wanted);
  const confirmed = await Promise.all(likely.map((sighting) => confirm(sighting, options)));
  return confirmed.find((bridge) => bridge?.bridgeId === wanted);
}

/** The first of its addresses where a bridge answers, and the one it was announced as. */
async function confirm(sighting: Sighting, options: DiscoveryOptions): Promise<FoundBridge | undefined> {
  const { hosts, port, bridgeId } = sighting;
  const asked = hosts.map(async (host) => {
    const answer = await ask({ host, port }, options);
    if (!answer || (bridgeId !== undefined && answer.bridgeId !== bridgeId)) throw new Error("not this one");
    return answer;
  });
  return Promise.any(asked).catch(() => undefined);
}

async function ask(candidate: Candidate, options: DiscoveryOptions): Promise<FoundBridge | undefined> {
  const { clock = systemClock, probe = probeBridge, signal } = options;
  return probe(candidate, { clock, ...(signal && { signal }) }).catch(() => undefined);
}

/** What answered with encryption is preferred; else what comes first. */
function onePerBridge(bridges: readonly FoundBridge[]): readonly FoundBridge[] {
  const byId = new Map<string, FoundBridge>();
  for (const bridge of bridges) {
    const known = byId.get(bridge.bridgeId);
    if (!known || (known.transport === "http" && bridge.transport === "https"))
      byId.set(bridge.bridgeId, bridge);
  }
  return [...byId.values()].sort(
    (a, b) => a.name.localeCompare(b.name) || a.bridgeId.localeCompare(b.bridgeId),
  );
}
