import type { Clock } from "../../support/clock";
import { asProblem } from "../../support/problem";
import { entraText } from "../entra/entra-codes";
import type { Registration } from "../registration/registration";
import { type Finding, found, ofProblem, ofText, ok } from "./check";
import { judgeClock } from "./clock-check";
import type { Answered, EntraProbe } from "./entra-probe";
import type { Stage } from "./stage";
import { livesIn } from "./tenant-cloud";
import { fill } from "./texts";

/** AADSTS number for a tenant of another cloud, which the OpenID configuration tells without it. */
const TENANT_ELSEWHERE = 90038;

/** The way to Microsoft, this machine's clock and the tenant: all from one request. */
export async function checkService(
  probe: EntraProbe,
  registration: Registration,
  clock: Clock,
): Promise<Stage> {
  try {
    const answered = await probe.configuration();
    const tenant = checkTenant(answered, registration);
    const checks = [ok("reachable"), checkClock(answered.date, clock.now()), tenant];
    return tenant.state === "ok" ? { checks } : { checks, stop: "former" };
  } catch (error) {
    const problem = asProblem(error);
    // A certificate came, only its dates do not fit: what is wrong is here.
    const isClock = problem.code === "clock-wrong";
    const checks: readonly Finding[] = isClock
      ? [ok("reachable"), ofProblem("clock", problem)]
      : [{ ...ofProblem("reachable", problem), state: "failed" }];
    return { checks, stop: "former" };
  }
}

function checkClock(date: string | undefined, now: number): Finding {
  const verdict = judgeClock(date, now);
  if (verdict.kind === "ok") return ok("clock");
  if (verdict.kind === "unknown")
    return found("clock", "unknown", ({ check }) => ({ title: check.clock.unknown }));
  const { kind, unit, count } = verdict;
  return found(
    "clock",
    "failed",
    (texts) => {
      const { title, advice } = texts.check.clock[kind];
      return { title: fill(title, { by: fill(texts.unit[unit], { count }) }), advice };
    },
    "clock-wrong",
  );
}

function checkTenant({ body, refusal }: Answered, { cloud, tenant }: Registration): Finding {
  if (refusal) return ofProblem("tenant", refusal);
  if (typeof body["token_endpoint"] !== "string")
    return found("tenant", "failed", ({ check }) => check.tenant["no-service"], "authority-unusable");
  const elsewhere = livesIn(cloud, body) ? undefined : entraText([TENANT_ELSEWHERE], "");
  if (elsewhere) return ofText("tenant", "failed", elsewhere);
  return tenant === "organizations"
    ? found("tenant", "ok", ({ check }) => ({ title: check.tenant.any }))
    : ok("tenant");
}
