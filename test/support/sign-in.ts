import assert from "node:assert/strict";
import type { TestCloud } from "./cloud";
import type { NodeRedProcess } from "./node-red";

interface State {
  readonly state: string;
  readonly account?: { readonly name: string; readonly id: string };
  readonly error?: { readonly code: string; readonly title: string };
}

export async function signInState(red: NodeRedProcess, id: string): Promise<State> {
  const { body } = await red.admin("GET", `/teams-auth/${encodeURIComponent(id)}/sign-in`);
  return body as State;
}

/** Asks until the sign-in is no longer pending; each answer comes from a request, the test's time limit bounds it. */
export async function signInOutcome(red: NodeRedProcess, id: string): Promise<State> {
  for (;;) {
    const state = await signInState(red, id);
    if (state.state !== "pending") return state;
  }
}

/** Signs somebody in as the dialog or a script would; `properties` are those of the dialog. */
export async function signIn(
  red: NodeRedProcess,
  { cloud }: { readonly cloud: Pick<TestCloud["cloud"], "approve"> },
  id: string,
  properties: object,
  slug = "alice",
): Promise<State> {
  const { status, body } = await red.admin(
    "POST",
    `/teams-auth/${encodeURIComponent(id)}/sign-in`,
    properties,
  );
  assert.equal(status, 200, JSON.stringify(body));
  const { userCode } = body as { userCode: string };
  cloud.approve(userCode, slug);
  return signInOutcome(red, id);
}
