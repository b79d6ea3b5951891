import type { Clock } from "../shared/support/clock";
import { Problem } from "../shared/support/problem";
import type { FlowNode } from "./flow";

/** One call of `teams-auth/<id>/<path>`; resolves to the parsed answer, whatever its HTTP status. */
export type Ask = (method: "GET" | "POST", path: string, body?: object) => Promise<unknown>;

export interface SignInOptions {
  readonly ask: Ask;
  /** The account's node as the flow file has it: its registration. */
  readonly auth: FlowNode;
  /** Somebody types the code. */
  readonly approve: (userCode: string) => void;
  readonly clock: Clock;
}

const ASK_AGAIN_MS = 250;
const LONGEST_MS = 30_000;

/**
 * Signs an account in through the editor's own endpoints, as its dialog does before the first deploy.
 * @throws Problem with the error the endpoints answer, or `sign-in-unfinished` after 30 seconds
 */
export async function signIn({ ask, auth, approve, clock }: SignInOptions): Promise<void> {
  const { userCode } = read(await ask("POST", "sign-in", { ...auth, dialog: true }));
  if (typeof userCode !== "string") throw unfinished("Node-RED gave no code for it");
  approve(userCode);
  const giveUpAt = clock.now() + LONGEST_MS;
  while (read(await ask("GET", "sign-in")).state === "pending") {
    if (clock.now() >= giveUpAt) throw unfinished("it is still pending after 30 seconds");
    await new Promise<void>((resolve) => clock.after(ASK_AGAIN_MS, resolve));
  }
  read(await ask("POST", "sign-in/keep", {}));
}

/** How to ask a Node-RED that runs at `url`, which ends in a slash. */
export function askOver(url: string, id: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}teams-auth/${encodeURIComponent(id)}/${path}`, {
      method,
      headers: { origin: new URL(url).origin, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw unfinished(`Node-RED answered ${response.status}`);
    }
  };
}

interface Answer {
  readonly state?: string;
  readonly userCode?: unknown;
  readonly error?: { readonly code: string; readonly title: string; readonly advice: string };
}

function read(answer: unknown): Answer {
  const known = (answer ?? {}) as Answer;
  if (known.error) throw new Problem(known.error);
  return known;
}

function unfinished(why: string): Problem {
  return new Problem({
    code: "sign-in-unfinished",
    title: "The sandbox could not sign in its person",
    advice: `The reason: ${why}. Open the account's node in the editor and sign in there.`,
  });
}
