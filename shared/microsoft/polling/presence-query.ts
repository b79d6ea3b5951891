import { isJsonObject } from "../../support/json-object";
import { Problem } from "../../support/problem";
import type { GraphClient } from "../graph/graph-client";

/** An object id for which Graph has refused a whole list is left out for so long. */
const LEAVE_OUT_MS = 900_000;

/**
 * Asks for many people at once. What Graph does about an object id that nobody has is not documented: one that is
 * missing in the answer costs nothing, but one that spoils the answer for everybody is found and left out for a while.
 */
export class PresenceQuery {
  readonly #graph: Pick<GraphClient, "presences">;
  readonly #refusedAt = new Map<string, number>();

  constructor(graph: Pick<GraphClient, "presences">) {
    this.#graph = graph;
  }

  /** Raw presences by object id; who is unknown is missing. `now` in milliseconds since 1970. */
  async ask(ids: readonly string[], now: number): Promise<ReadonlyMap<string, unknown>> {
    for (const id of this.#refusedAt.keys()) if (!this.#isLeftOut(id, now)) this.#refusedAt.delete(id);
    const raws = await this.#ask(
      ids.filter((id) => !this.#isLeftOut(id, now)),
      now,
    );
    return new Map(
      raws.flatMap((raw) =>
        isJsonObject(raw) && typeof raw["id"] === "string" ? [[raw["id"].toLowerCase(), raw]] : [],
      ),
    );
  }

  /** Nobody is left out any more. */
  forget(): void {
    this.#refusedAt.clear();
  }

  /** A list that Graph does not find is asked for in halves, until whoever is unknown stands alone. */
  async #ask(ids: readonly string[], now: number): Promise<readonly unknown[]> {
    const [only] = ids;
    if (only === undefined) return [];
    try {
      return await this.#graph.presences(ids);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "person-not-found") throw error;
    }
    if (ids.length === 1) {
      this.#refusedAt.set(only, now);
      return [];
    }
    const half = Math.ceil(ids.length / 2);
    const first = await this.#ask(ids.slice(0, half), now);
    return [...first, ...(await this.#ask(ids.slice(half), now))];
  }

  #isLeftOut(id: string, now: number): boolean {
    const at = this.#refusedAt.get(id);
    return at !== undefined && at <= now && now - at < LEAVE_OUT_MS;
  }
}
