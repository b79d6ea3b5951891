import { checkRegistration } from "../../shared/microsoft/registration/registration";
import type { SignInSettings } from "../../shared/microsoft/registration/sign-in-settings";
import { asProblem, Problem } from "../../shared/support/problem";
import { oneOf } from "../../shared/support/properties";
import type { Complaints } from "./complaints";
import { entriesOf, type Entry, type Named } from "./ids";

export interface AccountSettings extends Named {
  /** Whether other people's presence is read as well follows from the people; it is decided with them. */
  readonly signIn: SignInSettings;
}

const KNOWN = ["id", "name", "cloud", "authority", "graph", "tenant", "clientId", "method"];

export interface AccountsRead {
  readonly accounts: readonly AccountSettings[];
  /** All accounts that the configuration names, the wrong ones too: what belongs to them is not to be thrown away. */
  readonly named: readonly Named[];
}

/** `accounts`; one that is wrong is complained of and left out. */
export function readAccounts(value: unknown, complaints: Complaints): AccountsRead {
  const entries = entriesOf("accounts", value, complaints);
  return { accounts: entries.flatMap((entry) => readAccount(entry, complaints) ?? []), named: entries };
}

function readAccount({ path, fields, id, name }: Entry, complaints: Complaints): AccountSettings | undefined {
  complaints.strangers(path, fields, KNOWN);
  const method = complaints.read<"device-code" | "auth-code">(
    `${path}.method`,
    fields["method"],
    oneOf(["device-code", "auth-code"], "device-code"),
    "device-code",
  );
  try {
    const registration = checkRegistration(fields);
    return {
      id,
      name,
      signIn: {
        registration,
        method,
        readOthers: false,
        writePresence: false,
        redirectUri: "",
      },
    };
  } catch (error) {
    const { code, title, advice } = asProblem(error);
    complaints.add(new Problem({ code, title: `${path}: ${title}`, advice }));
    return undefined;
  }
}
