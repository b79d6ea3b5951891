import { asProblem, type Problem } from "../../support/problem";
import { GraphClient } from "../graph/graph-client";
import { GraphProblem } from "../graph/graph-problem";
import { endpoints } from "../registration/registration";
import { permissionsOf, scopesOf } from "../registration/sign-in-settings";
import type { AccessToken, Account, TokenProvider } from "../account/token-provider";
import {
  type Finding,
  found,
  isConsentTrouble,
  isCredentialTrouble,
  isEntryTrouble,
  ofProblem,
  ok,
  type Reason,
  skipped,
} from "./check";
import { namedPermissions } from "./permissions";
import type { DoctorOptions, Stage } from "./stage";
import { fill } from "./texts";
import { rolesOf } from "./token-roles";

/** What came of asking for a token with what is stored, or why it was not asked for. */
export type Trial = { readonly account?: Account | undefined } & (
  | { readonly kind: "token"; readonly token: AccessToken; readonly tokens: TokenProvider }
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "not-tried"; readonly reason: Reason }
);

/** One refresh, which tells most of what can be asked at all: what the cache holds was true only when it was asked for. */
export async function tryStored({ tokens, settings }: DoctorOptions): Promise<Trial> {
  if (typeof tokens === "string") return { kind: "not-tried", reason: tokens };
  let account: Account | undefined;
  try {
    account = await tokens.account();
    if (!account && settings.method !== "app") return { kind: "not-tried", reason: "nobody" };
    const scopes = scopesOf(settings, permissionsOf(settings));
    tokens.lookAgain?.();
    return { kind: "token", token: await tokens.getToken({ scopes, forceRefresh: true }), tokens, account };
  } catch (error) {
    return { kind: "refused", problem: asProblem(error), account };
  }
}

/** Whether the trial shows that Entra takes this client as it is: it has looked at the sign-in itself. */
export function provesRegistration(trial: Trial): boolean {
  return trial.kind === "token" || (trial.kind === "refused" && isConsentTrouble(trial.problem));
}

/** The stored sign-in of a person, what was agreed to, and the presence. */
export async function checkSignIn(trial: Trial, options: DoctorOptions): Promise<Stage> {
  if (trial.kind === "not-tried") return { checks: [], stop: trial.reason };
  if (!provesRegistration(trial) && trial.kind === "refused")
    return { checks: [ofProblem("sign-in", trial.problem)], stop: "former" };
  const signIn = ok("sign-in", { name: trial.account?.name ?? "" });
  if (trial.kind === "refused")
    return { checks: [signIn, ofProblem("consent", trial.problem)], stop: "former" };
  const consent = ok("consent", { permissions: permissionNames(options) });
  return { checks: [signIn, consent, await checkPresence(trial.tokens, options)] };
}

async function checkPresence(tokens: TokenProvider, options: DoctorOptions): Promise<Finding> {
  const { clock, fetch, pace, settings } = options;
  if (pace?.notBefore(clock.now()) !== undefined)
    return found("presence", "unknown", ({ check, because }) => ({
      title: check.presence.unknown,
      advice: because.pause,
    }));
  const scopes = scopesOf(settings, permissionsOf(settings));
  const graph = new GraphClient({
    origin: endpoints(settings.registration).graph,
    tokens,
    scopes: () => scopes,
    clock,
    ...(fetch ? { fetch } : {}),
  });
  try {
    await graph.myPresence();
    return ok("presence");
  } catch (error) {
    const now = clock.now();
    if (error instanceof GraphProblem && error.retryAfter !== undefined)
      pace?.pauseUntil(now + error.retryAfter * 1000, now);
    return ofProblem("presence", asProblem(error));
  }
}

/** An application that signs in by itself: one token tells of client id and credential, and perhaps of consent. */
export function checkApplication(trial: Trial, options: DoctorOptions): Stage {
  if (trial.kind === "not-tried") return { checks: [], stop: trial.reason };
  if (trial.kind === "token") {
    const signIn = skipped("sign-in", "application");
    const consent = applicationConsent(trial.token, options);
    return { checks: [ok("application"), ok("client"), signIn, consent], stop: "person" };
  }
  const { problem } = trial;
  if (isEntryTrouble(problem)) return { checks: [ofProblem("client", problem)], stop: "former" };
  if (isCredentialTrouble(problem))
    return { checks: [ok("application"), ofProblem("client", problem)], stop: "former" };
  if (isConsentTrouble(problem))
    return { checks: [ok("application"), ok("client"), ofProblem("consent", problem)], stop: "former" };
  return { checks: [ofProblem("application", problem)], stop: "former" };
}

function applicationConsent({ token }: AccessToken, options: DoctorOptions): Finding {
  const roles = rolesOf(token);
  if (!roles) return found("consent", "unknown", ({ check }) => ({ title: check.consent.unknown }));
  const missing = namedPermissions(options.settings).filter(({ name }) => !roles.includes(name));
  if (missing.length === 0) return ok("consent", { permissions: permissionNames(options) });
  const permissions = missing.map(({ name }) => name).join(", ");
  return found(
    "consent",
    "failed",
    ({ check }) => {
      const { title, advice } = check.consent.application;
      return { title: fill(title, { permissions }), advice };
    },
    "admin-consent-needed",
  );
}

function permissionNames({ settings }: DoctorOptions): string {
  return namedPermissions(settings)
    .map(({ name }) => name)
    .join(", ");
}
