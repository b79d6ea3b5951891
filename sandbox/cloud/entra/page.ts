import type { Person } from "../../world";
import type { Answer, Request } from "../answer";
import { requireApprovable } from "./approval";
import type { SignIn } from "./device-codes";
import { escapeHtml, form, page } from "./html";
import { DEVICE_PAGE } from "./metadata";
import { Refused } from "./refusals";
import { permissionsOf } from "./scopes";
import { formOf } from "./service";
import type { EntraService } from "./service";
import { askAccount, askApproval, tellRefused } from "./sign-in-steps";

/** @param wrong what was the matter with the code typed before */
function askCode(typed = "", wrong?: Refused): Answer {
  const trouble = wrong ? `<p class="wrong" id="wrong" role="alert">${escapeHtml(wrong.sentence)}</p>` : "";
  const described = wrong ? ' aria-invalid="true" aria-describedby="wrong"' : "";
  return page({
    title: "Enter code",
    content: form(
      {},
      `<label for="code">Code shown on your device</label>
<input id="code" name="code" value="${escapeHtml(typed)}" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false"${described}>
${trouble}<div class="row"><button class="primary">Next</button></div>`,
      DEVICE_PAGE,
    ),
    note: wrong ? `page: AADSTS${wrong.refusal.code}` : "page: enter code",
  });
}

export function showDevicePage(): Answer {
  return askCode();
}

/** One step further for every field that is known: `code`, then `account`, then `decision`. */
export function submitDevicePage(service: EntraService, request: Request): Answer {
  const fields = formOf(request);
  const typed = fields.get("code") ?? "";
  let signIn: SignIn;
  try {
    signIn = service.codes.waiting(typed);
  } catch (error) {
    if (error instanceof Refused) return askCode(typed, error);
    throw error;
  }
  const slug = fields.get("account");
  const person = service.world.people.find((somebody) => somebody.slug === slug);
  const step = { hidden: { code: signIn.userCode }, action: DEVICE_PAGE };
  if (!person) return askAccount(service.world.people, step);
  const decision = fields.get("decision");
  if (decision === "decline") {
    service.codes.decline(typed);
    return page({
      title: "Declined",
      content: "<p>Nothing was shared. You can close this window.</p>",
      note: "page: declined",
    });
  }
  try {
    requireApprovable(service, signIn, person);
  } catch (error) {
    // The code keeps waiting: the device hears nothing of what a browser was told.
    if (error instanceof Refused) return tellRefused(error);
    throw error;
  }
  if (decision !== "approve") return askDeviceApproval(signIn, person, step);
  service.codes.approve(typed, person);
  return page({
    title: "You are signed in",
    content: "<p>You can close this window.</p>",
    note: `page: approved by ${person.slug}`,
  });
}

function askDeviceApproval(
  { registration, scopes }: SignIn,
  person: Person,
  step: Parameters<typeof askApproval>[2],
): Answer {
  const permissions = permissionsOf(registration, scopes);
  const caution = "Approve only if you started this on a device of your own.";
  return askApproval({ registration, permissions, person }, caution, step);
}

/**
 * As if this person had typed the code and approved.
 * @throws Refused for a code nobody waits for, and for what the page would tell this person
 */
export function approveAs(service: EntraService, userCode: string, person: Person): void {
  requireApprovable(service, service.codes.waiting(userCode), person);
  service.codes.approve(userCode, person);
}
