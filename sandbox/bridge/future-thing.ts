import { relatedId } from "./resources";
import type { Resource } from "./resources";

/**
 * What a bridge of next year may have: nothing in it is shaped as a client would guess. Whoever reads the whole home, or
 * an event, has to pass over it.
 */
export function futureResource(bridgeId: string): Resource {
  return {
    id: relatedId(bridgeId, "future_thing"),
    type: "future_thing",
    owner: null,
    metadata: "schläfrig 🦉",
    on: "perhaps",
    services: [null, 7, { rtype: 3 }],
    children: { first: [] },
    status: ["connected"],
    dimming: 0.5,
    color: { xy: null },
  };
}
