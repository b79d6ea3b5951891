/** What a person needs to act on trouble: a stable code, a short title, one sentence of advice. */
export interface ProblemText {
  readonly code: string;
  readonly title: string;
  readonly advice: string;
  /** Names the text in the catalogues, where there are translations of it. */
  readonly key?: string;
  /** What the service calls it, such as `AADSTS50059`, for whoever searches for it. */
  readonly reference?: string;
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
  readonly key?: string;
  readonly reference?: string;

  constructor(text: ProblemText, options?: ErrorOptions) {
    super(`${text.title}. ${text.advice}`, options);
    this.code = text.code;
    this.title = text.title;
    this.advice = text.advice;
    if (text.key !== undefined) this.key = text.key;
    if (text.reference !== undefined) this.reference = text.reference;
  }

  get text(): ProblemText {
    const { code, title, advice, key, reference } = this;
    return {
      code,
      title,
      advice,
      ...(key === undefined ? {} : { key }),
      ...(reference === undefined ? {} : { reference }),
    };
  }
}

/**
 * Any thrown value as a Problem; what is not one yet becomes `unexpected`. A driver from elsewhere has a Problem of its own.
 */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && error.name === "Problem")
    return new Problem(error as Problem, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new Problem(
    { code: "unexpected", title: "Something unexpected went wrong", advice: message },
    { cause: error },
  );
}
