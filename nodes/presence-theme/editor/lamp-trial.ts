import type { Status } from "../../../shared/presence/presence";
import type { Choice } from "../../../shared/presence/theme-draft";
import { asText } from "../../editor/fields";
import { pathOf, request, type Trouble } from "../../editor/request";
import { valuesOf } from "../../hue-bridge/editor/bridge-values";

const SHOWN_ID_LENGTH = 8;

/** A light of some flow that can be tried: it has a bridge and something that shines. */
interface Lamp {
  readonly light: EditorNode;
  readonly bridge: EditorNode;
}

/** The part of a theme's dialog that shows on a lamp what a status looks like. */
export class LampTrial {
  readonly #node: EditorNode;
  readonly #lamps: readonly Lamp[];
  readonly #select = $("#presence-theme-lamp");
  #ready: (can: boolean) => void = () => undefined;
  #closed = false;

  constructor(node: EditorNode) {
    this.#node = node;
    this.#lamps = lampsFor(node);
    for (const { light } of this.#lamps)
      $("<option>").val(light.id).text(this.#nameOf(light)).appendTo(this.#select);
    this.#select.closest(".form-row").toggle(this.#lamps.length > 0);
    if (this.#lamps.length === 0) this.#tell("fa-info-circle", node._("presence-theme.try.no-lamp"));
    else this.#tell();
  }

  /** `ready` is told whether a trial can begin, now and whenever that changes. */
  onReady(ready: (can: boolean) => void): void {
    this.#ready = ready;
    ready(this.#lamps.length > 0);
  }

  close(): void {
    this.#closed = true;
  }

  async run(status: Status, choice: Choice): Promise<void> {
    const lamp = this.#lamps.find(({ light }) => light.id === this.#select.val());
    if (!lamp) return;
    const { light, bridge } = lamp;
    this.#ready(false);
    this.#tell(
      "fa-spinner fa-spin",
      this.#node._("presence-theme.try.trying", {
        lamp: this.#nameOf(light),
        status: this.#node._(`status.${status}`),
      }),
    );
    try {
      await request(this.#node, "POST", pathOf("presence-hue-light", light.id, "try"), {
        bridge: bridge.id,
        target: light["target"],
        targetType: light["targetType"],
        maxBrightness: light["maxBrightness"],
        ...valuesOf(bridge),
        rule: { status, ...choice },
      });
      this.#tell("fa-check", this.#node._("presence-theme.try.tried"));
    } catch (trouble) {
      const { title, advice } = trouble as Trouble;
      this.#tell("fa-exclamation-triangle presence-theme-trouble", `${title}. ${advice}`);
    }
    if (!this.#closed) this.#ready(true);
  }

  /** Its flow tells one that has no name from others; where it does not, the beginning of what it colours. */
  #nameOf(light: EditorNode): string {
    const name = this.#shortNameOf(light);
    const isTwice = this.#lamps.filter((lamp) => this.#shortNameOf(lamp.light) === name).length > 1;
    return isTwice ? `${name} ${asText(light["target"]).slice(0, SHOWN_ID_LENGTH)}…` : name;
  }

  #shortNameOf(light: EditorNode): string {
    const name = light.name || this.#node._("presence-theme.try.lamp");
    const flow = RED.nodes.workspace(asText(light["z"]))?.label;
    return flow === undefined ? name : `${name} (${flow})`;
  }

  #tell(icon?: string, text = ""): void {
    if (this.#closed) return;
    const message = $("#presence-theme-message")
      .empty()
      .toggle(icon !== undefined);
    if (icon === undefined) return;
    $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(message);
    $("<span>").text(text).appendTo(message);
  }
}

/** Lights that use this theme come first. */
function lampsFor(theme: EditorNode): readonly Lamp[] {
  const lamps: Lamp[] = [];
  RED.nodes.eachNode((light) => {
    // Only the whole home needs no id.
    const isChosen = asText(light["target"]) !== "" || light["targetType"] === "home";
    if (light.type !== "presence-hue-light" || !isChosen) return;
    const bridge = RED.nodes.node(asText(light["bridge"]));
    if (bridge) lamps.push({ light, bridge });
  });
  const isOther = ({ light }: Lamp): number => (light["theme"] === theme.id ? 0 : 1);
  return lamps.sort((a, b) => isOther(a) - isOther(b));
}
