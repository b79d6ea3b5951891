import { type IdentifiedResponse, isSameState } from "../authorization-response";
import type { AuthCodeSignIn } from "../sign-in";
import type { Account } from "../../account/token-provider";
import { answerInAddress } from "./pasted-address";
import { foreignAddress, notWaiting, unknownState } from "./sign-in-state";

/** A sign-in that a browser may come back to. */
export interface Waiting {
  readonly pending: AuthCodeSignIn;
  /** From now on its state is used up. */
  readonly taken: () => void;
}

/**
 * A browser came back. Its state is used up at first sight, whatever else the answer holds. Gives who has signed in;
 * throws Problem when nobody has, or the sign-in is refused.
 */
export async function takeAnswer(waiting: readonly Waiting[], answer: IdentifiedResponse): Promise<Account> {
  const found = waiting.find(({ pending }) => isSameState(answer.state, pending.state));
  if (!found) throw unknownState();
  return redeem(found, answer);
}

/**
 * Somebody pasted the address a browser ended at. Throws Problem where it is not the one of this sign-in, which then goes
 * on waiting; how the sign-in itself ends is told by its result alone.
 */
export async function takeAddress(waiting: Waiting | undefined, address: unknown): Promise<void> {
  if (!waiting) throw notWaiting();
  const answer = answerInAddress(address);
  if (!isSameState(answer.state, waiting.pending.state)) throw foreignAddress();
  await redeem(waiting, answer).catch(() => undefined);
}

async function redeem({ pending, taken }: Waiting, answer: IdentifiedResponse): Promise<Account> {
  taken();
  pending.answer(answer);
  return (await pending.result).account;
}
