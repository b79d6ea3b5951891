import type { PersonServices } from "../accessories/person-services";
import type { SignInService } from "../accessories/sign-in-service";
import type { Config } from "../config/config";
import type { TrialProblem, TrialTarget } from "./trial-messages";
import type { TrialSensor } from "./trials";

export interface Sensors {
  readonly config: Pick<Config, "people" | "namedAccounts">;
  /** By person. */
  readonly services: ReadonlyMap<string, Pick<PersonServices, "has" | "force">>;
  /** By account. */
  readonly signIns: ReadonlyMap<string, Pick<SignInService, "isThere" | "force">>;
}

/** The sensor that a trial is about. */
export function findSensor(target: TrialTarget, sensors: Sensors): TrialSensor | TrialProblem {
  const { config, services, signIns } = sensors;
  if ("account" in target) {
    const account = config.namedAccounts.find(({ id }) => id === target.account);
    if (!account) return "unknown-account";
    const signIn = signIns.get(account.id);
    if (!signIn?.isThere) return "not-running";
    return { name: `${account.name}: Sign-in needed`, force: (detects) => signIn.force(detects) };
  }
  const person = config.people.find(({ id }) => id === target.person);
  if (!person) return "unknown-person";
  const sensor = person.sensors.find(({ id }) => id === target.sensor);
  if (!sensor) return "unknown-sensor";
  const shown = services.get(person.id);
  if (!shown?.has(sensor.id)) return "not-running";
  return { name: `${person.name}: ${sensor.name}`, force: (detects) => shown.force(sensor.id, detects) };
}
