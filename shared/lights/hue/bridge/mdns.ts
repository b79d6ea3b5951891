import type { EventEmitter } from "node:events";
import { isIPv4 } from "node:net";
import type { ServiceConfig } from "bonjour-service";
import type { Clock } from "../../../support/clock";
import { Problem } from "../../../support/problem";
import { isObject } from "../wire/json";

/** A bridge that says on the network that it is there. */
export interface Sighting {
  /** IPv4 addresses where it may be, the likeliest first. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** 16 hex digits, lower case; not every bridge says it. */
  readonly bridgeId: string | undefined;
}

export interface MdnsPlace {
  /** IPv4 address of the interface to ask on; else the one with the default route. */
  readonly interface?: string;
  /** 5353 except in tests. */
  readonly port?: number;
}

export interface BrowseOptions {
  readonly clock: Clock;
  /** Looks no longer than until this bridge is seen: 16 hex digits, lower case. */
  readonly wanted?: string;
  readonly place?: MdnsPlace;
  readonly signal?: AbortSignal;
}

export type Browse = (options: BrowseOptions) => Promise<readonly Sighting[]>;

/** Bridges answer at once; the rest is for lost packets, which Wi-Fi has plenty of. */
const BROWSE_MS = 4_000;
/** The first question may be lost, and later ones are to double their distance (RFC 6762, section 5.2). */
const ASK_AGAIN_MS = [1_000, 3_000];
/** Whoever shouts more than this is no home, and no bridge. */
const MOST_SIGHTINGS = 50;
const MOST_HOSTS = 5;

/** What `TEAMS_PRESENCE_MDNS_INTERFACE` asks for: `192.168.1.5`, or `127.0.0.1:5354` with another port. */
export function mdnsPlace({ TEAMS_PRESENCE_MDNS_INTERFACE: text = "" }: NodeJS.ProcessEnv): MdnsPlace {
  const [, address = "", port = ""] = /^([\d.]+)(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (!isIPv4(address)) return {};
  return { interface: address, ...(port !== "" && { port: Number(port) }) };
}

/**
 * Looks for bridges by multicast DNS, service `_hue._tcp` (Hue developer documentation, "Hue Bridge Discovery"): four
 * seconds, less where the wanted one is seen or `signal` is aborted. It reaches this network only: no other VLAN, and
 * nothing from inside a container without the host's network. Throws the Problem `search-impossible`.
 */
export const browse: Browse = async ({ clock, wanted, place = mdnsPlace(process.env), signal }) => {
  const { default: Bonjour } = await import("bonjour-service");
  return new Promise((resolve, reject) => {
    const found: Sighting[] = [];
    const fail = (error: unknown): void => end(() => reject(searchImpossible(error)));
    const bonjour = new Bonjour(socketOptions(place), fail);
    // Trouble with the socket comes here only, and would end the process if nobody listened.
    multicastOf(bonjour).on("error", fail);
    const browser = bonjour.find({ type: "hue" }, (service) => {
      if (found.length >= MOST_SIGHTINGS) return;
      const sighting = sightingOf(service);
      found.push(sighting);
      if (wanted !== undefined && sighting.bridgeId === wanted) finish();
    });
    const finish = (): void => end(() => resolve(found));
    const timers = [
      clock.after(BROWSE_MS, finish),
      ...ASK_AGAIN_MS.map((ms) => clock.after(ms, () => browser.update())),
    ];
    let ended = false;
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      for (const timer of timers) timer.cancel();
      signal?.removeEventListener("abort", finish);
      browser.stop();
      bonjour.destroy(settle);
    };
    if (signal?.aborted) finish();
    else signal?.addEventListener("abort", finish);
  });
};

/** The options of `multicast-dns` beneath, which `bonjour-service` passes on but does not declare. */
function socketOptions({ interface: address, port }: MdnsPlace): Partial<ServiceConfig> {
  return {
    ...(port !== undefined && { port }),
    // Bound to the address of one interface, as it otherwise would be, Linux hands it no multicast.
    ...(address !== undefined && { interface: address, bind: "0.0.0.0" }),
  };
}

function multicastOf(bonjour: object): EventEmitter {
  return (bonjour as { readonly server: { readonly mdns: EventEmitter } }).server.mdns;
}

interface Seen {
  readonly port: number;
  readonly addresses?: readonly string[];
  readonly referer?: { readonly address: string };
  readonly txt?: unknown;
}

/** Whoever sent the answer is where the bridge is, except where a reflector carries answers between networks. */
function sightingOf({ port, addresses = [], referer, txt }: Seen): Sighting {
  const hosts = [referer?.address ?? "", ...addresses].filter((host) => isIPv4(host));
  const said = isObject(txt) ? txt["bridgeid"] : undefined;
  const bridgeId = typeof said === "string" && /^[0-9a-f]{16}$/i.test(said) ? said.toLowerCase() : undefined;
  return { hosts: [...new Set(hosts)].slice(0, MOST_HOSTS), port, bridgeId };
}

function searchImpossible(error: unknown): Problem {
  const why = error instanceof Error && "code" in error ? String(error.code) : "no network";
  return new Problem(
    {
      code: "search-impossible",
      title: `The network cannot be searched for Hue bridges (${why})`,
      advice: "Type the bridge's address: the Hue app shows it in the bridge's settings.",
    },
    { cause: error },
  );
}
