import { type ListedPerson, readPeople } from "../../shared/microsoft/polling/people-list";
import type { NodeConfig } from "../common/node-red";
import { badProperty, flag, number, readProperties, text } from "../../shared/support/properties";

export interface PollProperties {
  /** Id of the teams-auth node. */
  readonly auth: string;
  /** Empty: the signed-in account. */
  readonly people: readonly ListedPerson[];
  /** Seconds. */
  readonly interval: number;
  /** Seconds; 0 = never. */
  readonly staleAfter: number;
}

/** What later versions add, and the only value that means what this version does. */
const NOT_YET = { shard: "", statusMessage: false };

const SHORTEST_INTERVAL = 5;
const LONGEST_INTERVAL = 3600;
const DAY = 86_400;

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function pollProperties(config: NodeConfig): PollProperties {
  const { adaptive: _fixedForNow, ...properties } = readProperties(
    config,
    {
      auth: text(),
      people: (value) => readPeople(value, badProperty),
      interval: number(SHORTEST_INTERVAL, LONGEST_INTERVAL, 30, "seconds"),
      staleAfter: number(0, DAY, 900, "seconds"),
      // Flows may carry it already; the interval is fixed until it is built.
      adaptive: flag(true),
    },
    NOT_YET,
  );
  return properties;
}
