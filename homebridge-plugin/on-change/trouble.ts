import { mayPass } from "./repeat";

/** What went wrong with a call. */
export interface Trouble {
  /** The end of "<URL> …", with nothing secret in it. */
  readonly text: string;
  /** Whether the same call can fare better later. */
  readonly passes: boolean;
}

/** Undefined where nothing is wrong. */
export function troubleOf(status: number): Trouble | undefined {
  if (status >= 200 && status < 300) return undefined;
  const where =
    status >= 300 && status < 400
      ? `a redirect (status ${status}), which is not followed: configure the address it leads to`
      : `status ${status}`;
  return { text: `answers with ${where}`, passes: mayPass(status) };
}

export function lateness(ms: number): Trouble {
  return { text: `did not answer within ${ms / 1000} seconds`, passes: true };
}

/** The message of an error may hold the whole URL; the code of what is beneath it holds nothing secret. */
export function failureOf(error: unknown): Trouble {
  const beneath: unknown = error instanceof Error ? error.cause : undefined;
  // What fails without a cause was never sent, and will not be next time.
  if (!(beneath instanceof Error)) return { text: "cannot be called", passes: false };
  // Not by its code, which some versions of Node leave out.
  if (beneath.name === "HTTPParserError") return { text: "does not answer in HTTP", passes: true };
  const code: unknown = Reflect.get(beneath, "code");
  return {
    text: typeof code === "string" ? `cannot be reached (${code})` : "cannot be reached",
    passes: true,
  };
}
