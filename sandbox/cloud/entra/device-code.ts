import { json } from "../answer";
import type { Answer, Request } from "../answer";
import { DEVICE_PAGE } from "./metadata";
import { parseScopes } from "./scopes";
import { formOf, registrationOf } from "./service";
import type { EntraService } from "./service";

/** POST /{tenant}/oauth2/v2.0/devicecode. Microsoft Entra docs, "OAuth 2.0 device authorization grant". */
export function deviceCode(service: EntraService, request: Request): Answer {
  const form = formOf(request);
  const registration = registrationOf(service, request, form, "noTenantInformation");
  const scopes = parseScopes(form.get("scope"), service.graphOrigins);
  const signIn = service.codes.begin(registration, scopes);
  const verificationUri = `${service.origin()}${DEVICE_PAGE}`;
  return json(
    200,
    {
      user_code: signIn.userCode,
      device_code: signIn.deviceCode,
      verification_uri: verificationUri,
      expires_in: service.codes.options.lifetimeSeconds,
      interval: service.codes.options.intervalSeconds,
      message: `Open ${verificationUri} and type the code ${signIn.userCode} to sign in.`,
    },
    "device code given",
  );
}
