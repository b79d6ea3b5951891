import type { Problem } from "../../../support/problem";
import type { LightHandlers, OpenLight } from "../driver";
import type { Report } from "../report";

/** What carries the reports of one light. */
export interface Line {
  send(report: Report): Promise<unknown>;
  /** Ends it, once. */
  end(): Promise<unknown>;
  /** Why it did not take a report. */
  problemOf(error: unknown): Promise<Problem>;
  /** What whoever writes too late is told. */
  gone(): Problem;
}

/** A light that is open until it is lost or closed, whichever comes first. */
export class SystemLight implements OpenLight {
  readonly #line: Line;
  readonly #lost: LightHandlers["lost"];
  #over: Problem | undefined;
  #ending: Promise<void> | undefined;
  #abandonWrite: (problem: Problem) => void = () => undefined;

  constructor(line: Line, lost: LightHandlers["lost"]) {
    this.#line = line;
    this.#lost = lost;
  }

  async write(report: Report): Promise<void> {
    if (this.#over) throw this.#over;
    try {
      await this.#carried(report);
    } catch (error) {
      const problem = this.#over ?? (await this.#line.problemOf(error));
      this.lose(problem);
      // The first trouble is the one that was told.
      throw this.#over ?? problem;
    }
  }

  close(): Promise<void> {
    this.#over ??= this.#line.gone();
    return this.#end();
  }

  /** After the light has gone, or does not do what it should. */
  lose(problem: Problem): void {
    if (this.#over) return;
    this.#over = problem;
    this.#abandonWrite(problem);
    void this.#end();
    this.#lost(problem);
  }

  /** Not every line says what became of a report when it ends: the write then ends with it. */
  #carried(report: Report): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#abandonWrite = reject;
      this.#line.send(report).then(() => resolve(), reject);
    });
  }

  #end(): Promise<void> {
    this.#ending ??= this.#line
      .end()
      .catch(() => undefined)
      .then(() => this.#abandonWrite(this.#over ?? this.#line.gone()));
    return this.#ending;
  }
}
