import { isJsonObject } from "../../shared/support/json-object";
import type { HAP, PlatformAccessory, Service } from "../homebridge";

/** The name that the configuration gave each service last, by subtype. */
export type GivenNames = Readonly<Record<string, string>>;

/**
 * What an accessory keeps over restarts, in a file that everybody may read who sees Homebridge: no secrets, no
 * addresses.
 */
interface Context {
  readonly names: GivenNames;
}

/** The names given last; what is damaged counts as none. */
export function givenNames({ context }: PlatformAccessory): GivenNames {
  const names: unknown = isJsonObject(context) ? context["names"] : undefined;
  if (!isJsonObject(names)) return {};
  return Object.fromEntries(
    Object.entries(names).filter((each): each is [string, string] => typeof each[1] === "string"),
  );
}

/** Whether that is other than what was kept. */
export function keepNames(accessory: PlatformAccessory, names: GivenNames): boolean {
  const kept: Context = { names };
  if (JSON.stringify(accessory.context) === JSON.stringify(kept)) return false;
  accessory.context = { ...kept };
  return true;
}

/**
 * Names a service: without a ConfiguredName, Home calls every service what the accessory is called. It is given to a new
 * one, and again only when the configuration has another name (`given` is the last) and nobody has chosen one in Home.
 */
export function nameService(
  hap: HAP,
  service: Service,
  {
    name,
    given,
    isNew,
  }: { readonly name: string; readonly given: string | undefined; readonly isNew: boolean },
): void {
  const { ConfiguredName } = hap.Characteristic;
  if (!service.testCharacteristic(ConfiguredName)) service.addOptionalCharacteristic(ConfiguredName);
  const { value } = service.getCharacteristic(ConfiguredName);
  const isChosen = !isNew && value !== "" && value !== given;
  if (isNew || (!isChosen && given !== name)) service.updateCharacteristic(ConfiguredName, name);
}
