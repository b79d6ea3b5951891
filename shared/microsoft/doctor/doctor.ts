import { adminConsentUrl } from "./admin-consent";
import { type Check, CHECK_IDS, inWords, isForAdministrator, ok, skipped } from "./check";
import { EntraProbe } from "./entra-probe";
import { type Letter, letterToAdministrator } from "./letter";
import { checkRegistration } from "./registration-checks";
import { checkService } from "./service-checks";
import { checkApplication, checkSignIn, provesRegistration, type Trial, tryStored } from "./sign-in-checks";
import type { DoctorOptions, Stage } from "./stage";
import { textsFor } from "./texts";

export interface Diagnosis {
  readonly checks: readonly Check[];
  /** Where an administrator agrees; given when that is what helps. */
  readonly adminConsentUrl?: string;
  readonly letter: Letter;
}

/**
 * Finds out what stands between these settings and somebody's presence, without a person and without changing
 * anything: a handful of requests, one after the other, each bounded in time. Trouble becomes a check that says so;
 * nothing is thrown.
 */
export async function examine(options: DoctorOptions): Promise<Diagnosis> {
  const { settings } = options;
  const probe = new EntraProbe(options);
  try {
    const service = await checkService(probe, settings.registration, options.clock);
    if (service.stop) return diagnosis(options, [service]);
    const trial = await tryStored(options);
    return diagnosis(options, [service, ...(await checkTrial(trial, probe, options))], trial);
  } finally {
    probe.close();
  }
}

async function checkTrial(
  trial: Trial,
  probe: EntraProbe,
  options: DoctorOptions,
): Promise<readonly Stage[]> {
  const { method } = options.settings;
  if (method === "app") return [checkApplication(trial, options)];
  const registration: Stage = provesRegistration(trial)
    ? { checks: [ok("application"), ok("client")] }
    : await checkRegistration(probe, method);
  return registration.stop ? [registration] : [registration, await checkSignIn(trial, options)];
}

function diagnosis(options: DoctorOptions, stages: readonly Stage[], trial?: Trial): Diagnosis {
  const { settings, language, program } = options;
  const texts = textsFor(language, program);
  const made = stages.flatMap(({ checks }) => checks);
  const reason = stages.findLast(({ stop }) => stop !== undefined)?.stop ?? "former";
  const checks = CHECK_IDS.map((id) => made.find((check) => check.id === id) ?? skipped(id, reason));
  return {
    checks: checks.map((check) => inWords(check, texts)),
    ...(checks.some(isForAdministrator) ? { adminConsentUrl: adminConsentUrl(settings) } : {}),
    letter: letterToAdministrator(settings, trial?.account, texts),
  };
}
