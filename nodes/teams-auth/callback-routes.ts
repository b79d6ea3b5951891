import { asProblem, type Problem } from "../../shared/support/problem";
import { addPage, type Page } from "../common/admin";
import type { NodeRed } from "../common/node-red";
import { answerInForm } from "./callback-form";
import { callbackPage } from "./callback-page";
import { CALLBACK } from "./callback-address";
import type { SignInSessions } from "../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import { unknownState } from "../../shared/microsoft/sign-in/sessions/sign-in-state";

/**
 * Where the browser comes back to. It brings no login of Node-RED's, and the page that sends it there is Microsoft's:
 * the one-time state in the form is the only protection.
 */
export function addCallbackRoutes(RED: NodeRed, sessions: SignInSessions): void {
  addPage(RED, {
    method: "post",
    path: `/${CALLBACK}`,
    async answer(request) {
      try {
        const answer = answerInForm(request);
        if (!answer) throw unknownState();
        const { name } = await sessions.answer(answer);
        return signedIn(name);
      } catch (error) {
        return refused(asProblem(error));
      }
    },
  });

  addPage(RED, { method: "get", path: `/${CALLBACK}`, answer: () => Promise.resolve(visited()) });
}

function signedIn(name: string): Page {
  const text = "You can close this window. Go on where you started the sign-in.";
  return callbackPage({ title: `Signed in as ${name}`, text }, { closes: true });
}

function refused({ title, advice }: Problem): Page {
  return callbackPage({ title, text: `${advice} You can close this window.` }, { closes: false });
}

/** Somebody opens the address by hand, or the sign-in service answers in it instead of posting a form. */
function visited(): Page {
  const page = callbackPage(
    {
      title: "Nothing was signed in here",
      text:
        "This page belongs to the sign-in of a Teams account in Node-RED. If the sign-in brought you here, copy the " +
        "address of this page, paste it in the account's dialog in the editor, and close this window.",
    },
    { closes: false },
  );
  return { ...page, status: 200 };
}
