import { endpoints } from "../registration/registration";
import type { SignInSettings } from "../registration/sign-in-settings";
import type { Account } from "../account/token-provider";
import { adminConsentUrl, consentRedirectUri } from "./admin-consent";
import { namedPermissions, type NamedPermission } from "./permissions";
import { fill, LETTER } from "./texts";

/** Plain text, ready to send to whoever administers the tenant. */
export interface Letter {
  readonly subject: string;
  readonly body: string;
}

/** The letter with which somebody asks for this application to be allowed; `account` is whoever asks, where known. */
export function letterToAdministrator(settings: SignInSettings, account?: Account): Letter {
  const { clientId } = settings.registration;
  const paragraphs = [
    LETTER.greeting,
    account ? fill(LETTER.who, { name: account.name, username: account.username }) : LETTER["who-unknown"],
    `${LETTER["what-for"]} ${doesWhat(settings)}`,
    section(LETTER.application, application(settings)),
    section(LETTER.permissions, permissions(settings)),
    section(LETTER["to-do"], toDo(settings)),
    section(LETTER["sign-in-title"], signsIn(settings)),
    section(LETTER["conditional-access"], [CONDITIONAL_ACCESS[settings.method]]),
    [LETTER.thanks, ...(account ? [account.name] : [])].join("\n"),
  ];
  return { subject: fill(LETTER.subject, { clientId }), body: paragraphs.join("\n\n") };
}

const CONDITIONAL_ACCESS = {
  "device-code": LETTER["conditional-access-device-code"],
  "auth-code": LETTER["conditional-access-auth-code"],
  app: LETTER["conditional-access-app"],
} as const;

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `- ${line}`)].join("\n");
}

function doesWhat({ method, writePresence }: SignInSettings): string {
  if (!writePresence) return LETTER["reads-only"];
  return method === "app" ? LETTER["writes-others"] : LETTER.writes;
}

function application({ registration }: SignInSettings): readonly string[] {
  const { clientId, tenant } = registration;
  return [
    fill(LETTER["client-id"], { clientId }),
    tenant === "organizations" ? LETTER["any-tenant"] : fill(LETTER.tenant, { tenant }),
    fill(LETTER["sign-in-service"], { authority: endpoints(registration).authority }),
  ];
}

function permissions(settings: SignInSettings): readonly string[] {
  const named = namedPermissions(settings).map((each) => `${described(each)}. ${consent(each)}`);
  return [LETTER.api, ...named, ...(settings.method === "app" ? [] : [LETTER["sign-in-permissions"]])];
}

function described({ name, kind, id }: NamedPermission): string {
  const shown = kind === "delegated" ? LETTER.delegated : LETTER["application-permission"];
  return fill(LETTER.permission, { name, kind: shown, id });
}

function consent({ adminOnly }: NamedPermission): string {
  return adminOnly ? LETTER["admin-consent"] : LETTER["user-consent"];
}

function toDo(settings: SignInSettings): readonly string[] {
  return [
    LETTER.grant,
    fill(LETTER.link, { url: adminConsentUrl(settings) }),
    fill(LETTER["link-redirect"], { redirectUri: consentRedirectUri(settings) }),
    ...(settings.method === "app" ? [] : [LETTER.assign]),
  ];
}

function signsIn(settings: SignInSettings): readonly string[] {
  switch (settings.method) {
    case "device-code":
      return [LETTER["device-code"]];
    case "auth-code":
      return [
        LETTER["auth-code"],
        fill(LETTER["auth-code-address"], { redirectUri: consentRedirectUri(settings) }),
      ];
    case "app":
      return [LETTER["app-only"]];
  }
}
