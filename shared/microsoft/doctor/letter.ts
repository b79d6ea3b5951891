import { endpoints } from "../registration/registration";
import type { SignInSettings } from "../registration/sign-in-settings";
import type { Account } from "../account/token-provider";
import { adminConsentUrl, consentRedirectUri } from "./admin-consent";
import { namedPermissions, type NamedPermission } from "./permissions";
import { type DoctorTexts, fill, textsFor } from "./texts";

/** Plain text, ready to send to whoever administers the tenant. */
export interface Letter {
  readonly subject: string;
  readonly body: string;
}

type LetterTexts = DoctorTexts["letter"];

/** The letter with which somebody asks for this application to be allowed; `account` is whoever asks, where known. */
export function letterToAdministrator(
  settings: SignInSettings,
  account?: Account,
  { letter, program }: DoctorTexts = textsFor(),
): Letter {
  const { clientId } = settings.registration;
  const paragraphs = [
    letter.greeting,
    account ? fill(letter.who, { name: account.name, username: account.username }) : letter["who-unknown"],
    `${fill(letter["what-for"], { program })} ${doesWhat(settings, letter)}`,
    section(letter.application, application(settings, letter)),
    section(letter.permissions, permissions(settings, letter)),
    section(letter["to-do"], toDo(settings, letter)),
    section(letter["sign-in-title"], signsIn(settings, letter)),
    section(letter["conditional-access"], [letter[`conditional-access-${settings.method}`]]),
    [letter.thanks, ...(account ? [account.name] : [])].join("\n"),
  ];
  return { subject: fill(letter.subject, { clientId }), body: paragraphs.join("\n\n") };
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `- ${line}`)].join("\n");
}

function doesWhat({ method, writePresence }: SignInSettings, letter: LetterTexts): string {
  if (!writePresence) return letter["reads-only"];
  return method === "app" ? letter["writes-others"] : letter.writes;
}

function application({ registration }: SignInSettings, letter: LetterTexts): readonly string[] {
  const { clientId, tenant } = registration;
  return [
    fill(letter["client-id"], { clientId }),
    tenant === "organizations" ? letter["any-tenant"] : fill(letter.tenant, { tenant }),
    fill(letter["sign-in-service"], { authority: endpoints(registration).authority }),
  ];
}

function permissions(settings: SignInSettings, letter: LetterTexts): readonly string[] {
  const named = namedPermissions(settings).map((each) => described(each, letter));
  return [letter.api, ...named, ...(settings.method === "app" ? [] : [letter["sign-in-permissions"]])];
}

function described({ name, kind, id, adminOnly }: NamedPermission, letter: LetterTexts): string {
  const shown = kind === "delegated" ? letter.delegated : letter["application-permission"];
  const consent = adminOnly ? letter["admin-consent"] : letter["user-consent"];
  return `${fill(letter.permission, { name, kind: shown, id })}. ${consent}`;
}

function toDo(settings: SignInSettings, letter: LetterTexts): readonly string[] {
  return [
    letter.grant,
    fill(letter.link, { url: adminConsentUrl(settings) }),
    fill(letter["link-redirect"], { redirectUri: consentRedirectUri(settings) }),
    ...(settings.method === "app" ? [] : [letter.assign]),
  ];
}

function signsIn(settings: SignInSettings, letter: LetterTexts): readonly string[] {
  switch (settings.method) {
    case "device-code":
      return [letter["device-code"]];
    case "auth-code":
      return [
        letter["auth-code"],
        fill(letter["auth-code-address"], { redirectUri: consentRedirectUri(settings) }),
      ];
    case "app":
      return [letter["app-only"]];
  }
}
