import { asProblem, type Problem } from "../../shared/support/problem";

/**
 * A Problem as Catch nodes want it: Node-RED copies an error's own `code` and `cause` to `msg.error`,
 * and its stack, which says nothing to a person, stays away.
 */
export function nodeError(error: unknown): Error {
  const problem: Problem = asProblem(error);
  const { code, title, advice } = problem;
  const result = Object.assign(new Error(problem.message), { code, cause: { title, advice } });
  delete result.stack;
  return result;
}
