/** What a person needs to act on trouble: a stable code, a short title, one sentence of advice. */
export interface ProblemText {
  readonly code: string;
  readonly title: string;
  readonly advice: string;
}

/**
 * Trouble a person can act on. The message is `title. advice`; `cause` keeps the technical error,
 * which must never carry a secret.
 */
export class Problem extends Error implements ProblemText {
  override readonly name = "Problem";
  readonly code: string;
  readonly title: string;
  readonly advice: string;

  constructor(text: ProblemText, options?: ErrorOptions) {
    super(`${text.title}. ${text.advice}`, options);
    this.code = text.code;
    this.title = text.title;
    this.advice = text.advice;
  }

  get text(): ProblemText {
    return { code: this.code, title: this.title, advice: this.advice };
  }
}

/** Any thrown value as a Problem; what is not one yet becomes `unexpected`. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Problem(
    { code: "unexpected", title: "Something unexpected went wrong", advice: message },
    { cause: error },
  );
}
