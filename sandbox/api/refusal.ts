import { asProblem, Problem } from "../../shared/support/problem";
import type { ProblemText } from "../../shared/support/problem";

/** A request that is turned down: what to tell, and with which HTTP status. */
export class Refusal extends Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, text: ProblemText, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.headers = headers;
  }
}

/** Runs something of the house; whatever it throws means that the request asked for the impossible. */
export function askHouse(run: () => void): void {
  try {
    run();
  } catch (error) {
    throw asRefusal(error);
  }
}

/** The refusal of a request that asked for the impossible, as the house has put it. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const problem = asProblem(error);
  return new Refusal(
    400,
    problem.code === "unexpected"
      ? { code: "refused", title: "The sandbox cannot do that", advice: problem.advice }
      : problem.text,
  );
}
