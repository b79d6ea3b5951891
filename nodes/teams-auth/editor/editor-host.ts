import type { Action, DialogHost, IconName } from "../../../shared/microsoft/dialog/dialog-host";
import { el } from "../../../shared/microsoft/dialog/dom";
import { pathOf, request } from "../../editor/request";

/** Told by the runtime whenever a sign-in moves on, with the account's id and nothing else. */
const NEWS = "teams-auth/sign-in";

/** Classes of Font Awesome 4, which Node-RED brings. */
const ICONS: Readonly<Record<IconName, string>> = {
  busy: "fa-spinner fa-spin",
  calendar: "fa-calendar",
  check: "fa-check",
  clock: "fa-clock-o",
  failed: "fa-times-circle",
  info: "fa-info-circle",
  key: "fa-key",
  keyboard: "fa-keyboard-o",
  link: "fa-external-link",
  ok: "fa-check-circle",
  question: "fa-question-circle",
  "sign-in": "fa-sign-in",
  skipped: "fa-minus-circle",
  unknown: "fa-question-circle",
  waiting: "fa-hourglass-half",
  warning: "fa-exclamation-triangle",
};

/** Node-RED's editor, for the dialog of one account. */
export function editorHost(node: EditorNode): DialogHost {
  return {
    text(key, values) {
      const path = ["teams-auth", key].join(".");
      const text = node._(path, values);
      // For what the catalogue lacks Node-RED gives the key itself.
      return text === path || text === "" ? undefined : text;
    },
    noAnswer: () => node._("editor.no-answer.title"),
    call: (action, body) => call(node, action, body),
    icon: (name) => el("i", { class: `fa ${ICONS[name]}`, "aria-hidden": "true" }),
    buttonClass: "red-ui-button",
    onNews(listener) {
      const hear = (_topic: string, { id }: { readonly id?: string }): void => {
        if (id === node.id) listener();
      };
      RED.comms.subscribe(NEWS, hear);
      return () => RED.comms.unsubscribe(NEWS, hear);
    },
  };
}

function call<T>(node: EditorNode, action: Action, body?: object): Promise<T> {
  const pathTo = (end: string): string => pathOf("teams-auth", node.id, end);
  if (action === "sign-in") return request(node, "GET", pathTo("sign-in"));
  // Nothing of what is begun here is stored before the dialog is closed with Done.
  if (action === "sign-in/begin") return request(node, "POST", pathTo("sign-in"), { ...body, dialog: true });
  return request(node, "POST", pathTo(action), body);
}
