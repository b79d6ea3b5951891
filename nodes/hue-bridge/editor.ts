import { isFromEnvironment } from "../common/environment";
import { asText, fillAbsent, numberBetween, propertyLabel, validator } from "../editor/fields";
import { lookOf } from "./editor/bridge-picture";
import { HeldKey } from "./editor/held-key";
import { isNamesake, whereOf } from "./editor/other-nodes";
import { PairPanel } from "./editor/pair-panel";
import { SearchPanel } from "./editor/search-panel";

const HTTPS_PORT = "443";
const HTTP_PORT = "80";

let panel: PairPanel | undefined;
let search: SearchPanel | undefined;

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
    api: { value: "auto", label: propertyLabel("hue-bridge.label.api") },
  },
  credentials: {
    key: { type: "password" },
    certificate: { type: "text" },
  },
  label() {
    const host = asText(this["host"]);
    const where = host && whereOf(host, this["port"], this["api"]);
    if (this.name) return where && isNamesake(this) ? `${this.name} (${where})` : this.name;
    return where || this._("hue-bridge.palette-label");
  },
  oneditprepare() {
    fillAbsent(this);
    /** Of the bridge that was chosen from the list. */
    let model = "";
    const bridgeId = () => shown("bridgeId");
    panel = new PairPanel(this, $("#hue-bridge-pairing"), {
      values: () => ({ host: shown("host"), port: shown("port"), tls: shown("tls"), api: shown("api") }),
      hasKey: () => shown("key") !== "",
      bridgeId,
      look: () => (shown("api") === "v1" ? "round" : lookOf(model)),
      paired({ bridgeId, name, key, certificate, api, port }) {
        if (api !== undefined) show("api", api);
        if (port !== undefined) show("port", String(port));
        show("bridgeId", bridgeId);
        if (shown("name") === "") show("name", name);
        show("key", key);
        show("certificate", certificate ?? "");
        held.hold();
      },
      failed(code) {
        if (code === "bridge-too-old" || code === "bridge-encrypted-only") openAdvanced();
      },
    });
    search = new SearchPanel(this, $("#hue-bridge-search"), {
      bridgeId,
      choose(found) {
        model = found.model;
        show("host", found.host);
        show("api", found.api ?? (shown("api") === "v1" ? "auto" : shown("api")));
        show("port", String(found.port));
        panel?.restart();
      },
    });
    $("#node-config-input-host").on("input", () => (model = ""));
    explainChoices(this);
    const held = new HeldKey(() => panel?.explainStart());
  },
  oneditsave: close,
  oneditcancel: close,
});

function close(): void {
  panel?.close();
  search?.close();
}

function shown(property: string): string {
  return String($(`#node-config-input-${property}`).val() ?? "").trim();
}

function show(property: string, value: string): void {
  $(`#node-config-input-${property}`).val(value).trigger("change");
}

/** What identity and API mean, and what they cost; what is beside the usual is never hidden. */
function explainChoices(node: EditorNode): void {
  const explain = (): void => {
    const [tls, api] = [shown("tls"), shown("api")];
    const isPlain = api === "v1";
    $("#hue-bridge-tls-tip").text(node._(`hue-bridge.tls-tip.${tls}`));
    $("#hue-bridge-api-tip").text(node._(`hue-bridge.api-tip.${api}`));
    $(".hue-bridge-encrypted").toggle(!isPlain);
    $("#hue-bridge-insecure").toggle(tls === "insecure" && !isPlain);
    $("#hue-bridge-plain").toggle(isPlain);
    $(".hue-bridge-pinned").toggle(tls === "pinned" && !isPlain);
    if (api !== "auto" || tls === "pinned") openAdvanced();
  };
  $("#node-config-input-tls").on("change", explain);
  $("#node-config-input-api").on("change", () => {
    followPort();
    explain();
  });
  explain();
  if (validateBridgeId.call(node, shown("bridgeId")) !== true) openAdvanced();
}

/** The usual port of one way to speak is not that of the other. */
function followPort(): void {
  const [from, to] = shown("api") === "v1" ? [HTTPS_PORT, HTTP_PORT] : [HTTP_PORT, HTTPS_PORT];
  if (shown("port") === from) show("port", to);
}

function openAdvanced(): void {
  $("#hue-bridge-advanced").prop("open", true);
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
