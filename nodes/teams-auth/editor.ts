import { isFromEnvironment } from "../common/environment";
import { asText, fillAbsent, propertyLabel, validator } from "../editor/fields";
import { CheckPanel } from "./editor/check-panel";
import { SignInPanel } from "./editor/sign-in-panel";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DOMAIN = /^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/i;
const PROPERTIES = ["cloud", "authority", "graph", "tenant", "clientId"] as const;

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
    clientSecretExpires: { value: "" },
  },
  credentials: { clientSecret: { type: "password" }, certificate: { type: "password" } },
  label() {
    return this.name || asText(this["tenant"]) || this._("teams-auth.palette-label");
  },
  oneditprepare() {
    fillAbsent(this);
    const showOrigins = (): void => {
      $(".teams-auth-custom").toggle($("#node-config-input-cloud").val() === "custom");
    };
    $("#node-config-input-cloud").on("change", showOrigins);
    showOrigins();
    panel = new SignInPanel(this, $("#teams-auth-sign-in"), {
      values: () => shownValues(),
      // Two accounts of one tenant are told apart by it.
      signedIn({ name }, before) {
        const field = $("#node-config-input-name");
        if (["", before?.name].includes(asText(field.val()))) field.val(name);
      },
    });
    checkPanel = new CheckPanel(this, $("#teams-auth-check"), { values: () => shownValues() });
  },
  oneditsave() {
    // What only another cloud needs would be refused with this one.
    if ($("#node-config-input-cloud").val() !== "custom")
      $("#node-config-input-authority, #node-config-input-graph").val("");
    panel?.keep();
    checkPanel?.close();
  },
  oneditcancel() {
    panel?.discard();
    checkPanel?.close();
  },
});

function shownValues(): object {
  const shown = PROPERTIES.map((property) => [property, asText($(`#node-config-input-${property}`).val())]);
  const values = Object.fromEntries(shown) as Record<(typeof PROPERTIES)[number], string>;
  return values.cloud === "custom" ? values : { ...values, authority: "", graph: "" };
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
