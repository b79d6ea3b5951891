import { asProblem } from "../../support/problem";
import type { SignInMethod } from "../registration/sign-in-settings";
import { type Finding, found, isCredentialTrouble, ofProblem, ok, skipped } from "./check";
import type { EntraProbe } from "./entra-probe";
import type { Stage } from "./stage";

/** OAuth errors that say no more than that nobody has typed the code (RFC 8628 section 3.5). */
const WAITING = new Set(["authorization-pending", "slow_down"]);

/** The registration by what Entra says to whoever is not signed in. */
export async function checkRegistration(probe: EntraProbe, method: SignInMethod): Promise<Stage> {
  try {
    const { body, refusal } = await probe.deviceCode();
    if (refusal && isCredentialTrouble(refusal))
      return { checks: [ok("application"), ofProblem("client", refusal)], stop: "former" };
    if (refusal) return { checks: [ofProblem("application", refusal)], stop: "former" };
    const client = await checkClient(probe, method, body["device_code"]);
    const checks = [ok("application"), client];
    return client.state === "failed" ? { checks, stop: "former" } : { checks };
  } catch (error) {
    return { checks: [ofProblem("application", asProblem(error))], stop: "former" };
  }
}

/** Whether the client is public, as one poll for a code that nobody was shown may tell. */
async function checkClient(probe: EntraProbe, method: SignInMethod, deviceCode: unknown): Promise<Finding> {
  // With the browser it is the redirect address that makes a client public.
  if (method === "auth-code") return skipped("client", "browser");
  if (typeof deviceCode !== "string")
    return found("client", "unknown", ({ check }) => ({ title: check.client.unknown }));
  try {
    const { refusal } = await probe.poll(deviceCode);
    if (!refusal || WAITING.has(refusal.key ?? refusal.reference ?? ""))
      return found("client", "unknown", ({ check }) => check.client["nothing-against"]);
    return ofProblem("client", refusal);
  } catch (error) {
    return ofProblem("client", asProblem(error));
  }
}
