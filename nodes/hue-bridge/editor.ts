import { isFromEnvironment } from "../common/environment";
import { asText, fillAbsent, numberBetween, propertyLabel, validator } from "../editor/fields";
import { IDENTITY, STORED } from "./editor/identity";
import { PairPanel } from "./editor/pair-panel";

let panel: PairPanel | undefined;

RED.nodes.registerType("presence-hue-bridge", {
  category: "config",
  defaults: {
    name: { value: "" },
    host: {
      value: "",
      required: true,
      label: propertyLabel("hue-bridge.label.host"),
      validate: validator(validateHost),
    },
    port: { value: 443, label: propertyLabel("hue-bridge.label.port"), validate: numberBetween(1, 65_535) },
    bridgeId: {
      value: "",
      label: propertyLabel("hue-bridge.label.bridge-id"),
      validate: validator(validateBridgeId),
    },
    tls: { value: "verified", label: propertyLabel("hue-bridge.label.tls") },
  },
  credentials: {
    key: { type: "password" },
    certificate: { type: "text" },
  },
  label() {
    return this.name || asText(this["host"]) || this._("hue-bridge.palette-label");
  },
  oneditprepare() {
    fillAbsent(this);
    panel = new PairPanel(this, $("#hue-bridge-pairing"), {
      values: () => ({ host: shown("host"), port: shown("port"), tls: shown("tls") }),
      hasKey: () => shown("key") !== "",
      paired({ bridgeId, name, key, certificate }) {
        $("#node-config-input-bridgeId").val(bridgeId).trigger("change");
        if (shown("name") === "") $("#node-config-input-name").val(name);
        $("#node-config-input-key").val(key).trigger("change");
        $("#node-config-input-certificate").val(certificate ?? "");
      },
    });
    const explain = (): void => {
      const tls = shown("tls");
      $("#hue-bridge-tls-tip").text(this._(`hue-bridge.tls-tip.${tls}`));
      $("#hue-bridge-insecure").toggle(tls === "insecure");
      $(".hue-bridge-pinned").toggle(tls === "pinned");
    };
    $("#node-config-input-tls").on("change", explain);
    explain();
    keepKeyForThisBridgeOnly();
  },
  oneditsave: () => panel?.close(),
  oneditcancel: () => panel?.close(),
});

function shown(property: string): string {
  return String($(`#node-config-input-${property}`).val() ?? "").trim();
}

/** A stored key belongs to the bridge it was stored for: it goes when the address changes, and comes back with it. */
function keepKeyForThisBridgeOnly(): void {
  const identity = (): string => JSON.stringify(IDENTITY.map((property) => shown(property).toLowerCase()));
  const before = identity();
  const fields = $(IDENTITY.map((property) => `#node-config-input-${property}`).join(", "));
  const key = $("#node-config-input-key");
  const isStored = key.val() === STORED;
  fields.on("change input", () => {
    const isOther = identity() !== before;
    if (isOther && key.val() === STORED) key.val("");
    if (!isOther && isStored && key.val() === "") key.val(STORED);
    $("#hue-bridge-moved").toggle(isOther && isStored && key.val() === "");
    panel?.explainStart();
  });
  key.on("change input", () => {
    if (key.val() !== "") $("#hue-bridge-moved").hide();
    panel?.explainStart();
  });
}

function validateHost(this: EditorNode, value: unknown): true | string {
  const host = asText(value);
  const fits = isFromEnvironment(host) || /^([\w-]+(\.[\w-]+)*|[\da-f:.]+(%\w+)?)$/i.test(host);
  return fits || this._("hue-bridge.invalid.host");
}

function validateBridgeId(this: EditorNode, value: unknown): true | string {
  const bridgeId = asText(value);
  const fits = isFromEnvironment(bridgeId) || /^([0-9a-f]{16})?$/i.test(bridgeId);
  return fits || this._("hue-bridge.invalid.bridge-id");
}
