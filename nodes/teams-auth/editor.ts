import { CheckPanel } from "../../shared/microsoft/dialog/check-panel";
import { el } from "../../shared/microsoft/dialog/dom";
import { SignInPanel } from "../../shared/microsoft/dialog/sign-in-panel";
import { STYLE } from "../../shared/microsoft/dialog/style";
import { isFromEnvironment } from "../common/environment";
import { asText, fillAbsent, propertyLabel, validator } from "../editor/fields";
import { editorHost } from "./editor/editor-host";
import { RedirectRow } from "./editor/redirect-row";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DOMAIN = /^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/i;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const PROPERTIES = [
  "cloud",
  "authority",
  "graph",
  "tenant",
  "clientId",
  "method",
  "redirectUri",
  "clientSecretExpires",
] as const;
const CREDENTIALS = ["clientSecret", "certificate"] as const;

type Property = (typeof PROPERTIES)[number];

let panel: SignInPanel | undefined;
let checkPanel: CheckPanel | undefined;

RED.nodes.registerType("teams-auth", {
  category: "config",
  defaults: {
    name: { value: "" },
    cloud: { value: "global" },
    authority: {
      value: "",
      label: propertyLabel("teams-auth.label.authority"),
      validate: validator(validateOrigin),
    },
    graph: { value: "", label: propertyLabel("teams-auth.label.graph"), validate: validator(validateOrigin) },
    tenant: {
      value: "",
      required: true,
      label: propertyLabel("teams-auth.label.tenant"),
      validate: validator(validateTenant),
    },
    clientId: {
      value: "",
      required: true,
      label: propertyLabel("teams-auth.label.client-id"),
      validate: validator(validateClientId),
    },
    method: { value: "device-code" },
    redirectUri: {
      value: "",
      label: propertyLabel("teams-auth.label.redirect-uri"),
      validate: validator(validateRedirectUri),
    },
    readOthers: { value: false },
    // No node here writes yet; a flow that has it keeps it.
    writePresence: { value: false },
    clientSecretExpires: {
      value: "",
      label: propertyLabel("teams-auth.label.client-secret-expires"),
      validate: validator(validateDate),
    },
  },
  credentials: { clientSecret: { type: "password" }, certificate: { type: "password" } },
  label() {
    return this.name || asText(this["tenant"]) || this._("teams-auth.palette-label");
  },
  oneditprepare() {
    fillAbsent(this);
    const redirect = new RedirectRow(this, $("#teams-auth-redirect"), shownValues);
    const showWhatApplies = (): void => {
      const method = shown("method") || "device-code";
      $(".teams-auth-custom").toggle(shown("cloud") === "custom");
      $(".teams-auth-browser").toggle(method === "auth-code");
      $(".teams-auth-app").toggle(method === "app");
      // An application has what its administrator has consented to.
      $(".teams-auth-person").toggle(method !== "app");
      $("#teams-auth-method-hint").text(this._(`teams-auth.method-hint.${method}`));
      redirect.refresh(method === "auth-code");
    };
    $("#node-config-input-cloud").on("change", showWhatApplies);
    $("#node-config-input-method").on("change", () => {
      showWhatApplies();
      panel?.refresh();
    });
    $("#node-config-input-authority, #node-config-input-redirectUri").on("change", showWhatApplies);
    const host = editorHost(this);
    const [signInPlace, checkPlace] = [placeOf("#teams-auth-sign-in"), placeOf("#teams-auth-check")];
    checkPlace.before(el("style", {}, STYLE));
    panel = new SignInPanel(host, signInPlace, {
      values: shownValues,
      method: () => shown("method") || "device-code",
      // Two accounts of one tenant are told apart by it.
      signedIn({ name }, before) {
        const field = $("#node-config-input-name");
        if (["", before?.name].includes(asText(field.val()))) field.val(name);
      },
      keeping: {
        done: () => $("#node-config-dialog-ok").text().trim(),
        complain: (text) => RED.notify(text, { type: "error" }),
      },
    });
    checkPanel = new CheckPanel(host, checkPlace, {
      values: shownValues,
      checked: () => panel?.refresh(),
    });
    $("#node-config-dialog-edit-form, #dialog-form").on("input change", "[id^=node-config-input-]", () =>
      checkPanel?.forget(),
    );
    showWhatApplies();
  },
  oneditsave() {
    // What only another cloud or another way to sign in needs would be refused with this one, or lie around unused.
    const { authority, graph, redirectUri, clientSecretExpires } = shownValues();
    $("#node-config-input-authority").val(authority);
    $("#node-config-input-graph").val(graph);
    $("#node-config-input-redirectUri").val(redirectUri);
    $("#node-config-input-clientSecretExpires").val(clientSecretExpires);
    if (shown("method") !== "app") for (const name of CREDENTIALS) $(`#node-config-input-${name}`).val("");
    panel?.keep();
    checkPanel?.close();
  },
  oneditcancel() {
    panel?.discard();
    checkPanel?.close();
  },
});

/** A part of the dialog's own html. */
function placeOf(selector: string): HTMLElement {
  const [place] = $(selector).get();
  if (!place) throw new Error(`editor.html has no ${selector}`);
  return place;
}

function shown(property: string): string {
  return asText($(`#node-config-input-${property}`).val());
}

interface Shown extends Record<Property, string> {
  readonly readOthers: boolean;
  readonly credentials?: Readonly<Record<string, string>>;
}

/** What applies of the values in the dialog. */
function shownValues(): Shown {
  const all = Object.fromEntries(PROPERTIES.map((property) => [property, shown(property)]));
  const values = {
    ...(all as Record<Property, string>),
    readOthers: $("#node-config-input-readOthers").prop("checked") === true,
  };
  if (values.cloud !== "custom") values.authority = values.graph = "";
  if (values.method !== "auth-code") values.redirectUri = "";
  if (values.method !== "app") return { ...values, clientSecretExpires: "" };
  return { ...values, credentials: Object.fromEntries(CREDENTIALS.map((name) => [name, shown(name)])) };
}

function validateTenant(this: EditorNode, value: unknown): true | string {
  const tenant = asText(value);
  const fits =
    GUID.test(tenant) || DOMAIN.test(tenant) || tenant === "organizations" || isFromEnvironment(tenant);
  return fits || this._("teams-auth.invalid.tenant");
}

function validateClientId(this: EditorNode, value: unknown): true | string {
  const clientId = asText(value);
  return GUID.test(clientId) || isFromEnvironment(clientId) || this._("teams-auth.invalid.client-id");
}

function validateOrigin(
  this: EditorNode,
  value: unknown,
  { label = "" }: { readonly label?: string },
): true | string {
  const shown = $("#node-config-input-cloud").val();
  if ((shown ?? this["cloud"]) !== "custom") return true;
  const fits = /^https:\/\/[^/?#@]+\/?$/i.test(asText(value));
  return fits || this._("teams-auth.invalid.origin", { property: label });
}

function validateRedirectUri(this: EditorNode, value: unknown): true | string {
  const address = asText(value);
  const fits = /^(https:\/\/|http:\/\/localhost[:/])[^#?]*$/i.test(address);
  return address === "" || fits || isFromEnvironment(address) || this._("teams-auth.invalid.redirect-uri");
}

function validateDate(this: EditorNode, value: unknown): true | string {
  const date = asText(value);
  return date === "" || DATE.test(date) || isFromEnvironment(date) || this._("teams-auth.invalid.date");
}
