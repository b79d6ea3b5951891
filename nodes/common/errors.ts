import { asProblem, type Problem } from "../../shared/support/problem";

/**
 * A Problem as Catch nodes want it: Node-RED copies an error's own `code` and `cause` to `msg.error`,
 * and its stack, which says nothing to a person, stays away.
 */
export function nodeError(error: unknown): Error {
  const problem: Problem = asProblem(error);
  const { code, title, advice } = problem;
  const cause = withText({ title, advice }, problem.message);
  const result = Object.assign(new Error(problem.message), { code, cause });
  delete result.stack;
  return result;
}

/** The debug sidebar shows a cause as text; copies and JSON of it keep the data alone. */
function withText<T extends object>(data: T, text: string): T {
  return Object.defineProperty(data, "toString", { value: () => text });
}
