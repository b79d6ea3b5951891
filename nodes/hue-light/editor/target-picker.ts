import { asText } from "../../editor/fields";
import { pathOf, request, type Trouble } from "../../editor/request";
import { valuesOf } from "../../hue-bridge/editor/bridge-values";

interface Target {
  readonly id: string;
  readonly name: string;
  readonly room?: string;
  readonly capabilities: { readonly colour: boolean; readonly dimming: boolean };
}

/** The part of the light's dialog where one chooses a lamp of the chosen bridge and tries whether it is the right one. */
export class TargetPicker {
  readonly #node: EditorNode;
  readonly #select = $("#node-input-target");
  readonly #message = $("#hue-light-message");
  /** What is asked of an earlier bridge counts no more. */
  #turn = 0;
  #soon: number | undefined;

  constructor(node: EditorNode) {
    this.#node = node;
    this.#fill([], asText(node["target"]));
    $("#node-input-bridge").on("change", () => this.#loadSoon());
    $("#hue-light-reload").on("click", () => void this.#load());
    $("#hue-light-try").on("click", () => void this.#try());
    this.#loadSoon();
  }

  close(): void {
    window.clearTimeout(this.#soon);
    this.#turn++;
  }

  /** Once, however often Node-RED says that the choice has changed while it opens the dialog. */
  #loadSoon(): void {
    window.clearTimeout(this.#soon);
    this.#soon = window.setTimeout(() => void this.#load());
  }

  async #load(): Promise<void> {
    const turn = ++this.#turn;
    const bridge = chosenBridge();
    if (!bridge) return this.#tell("fa-info-circle", this.#node._("hue-light.target.no-bridge"));
    this.#tell("fa-spinner fa-spin", this.#node._("hue-light.target.loading"));
    try {
      const path = pathOf("presence-hue-bridge", bridge.id, "targets");
      const targets = await request<readonly Target[]>(this.#node, "POST", path, valuesOf(bridge));
      if (turn !== this.#turn) return;
      this.#fill(targets, this.#chosen(), true);
      this.#tell();
    } catch (trouble) {
      if (turn === this.#turn) this.#tellTrouble(trouble as Trouble);
    }
  }

  async #try(): Promise<void> {
    const turn = ++this.#turn;
    const bridge = chosenBridge();
    if (!bridge) return this.#tell("fa-info-circle", this.#node._("hue-light.target.no-bridge"));
    if (this.#chosen() === "") return this.#tell("fa-info-circle", this.#node._("hue-light.target.none"));
    const button = $("#hue-light-try").prop("disabled", true);
    this.#tell("fa-spinner fa-spin", this.#node._("hue-light.target.trying"));
    try {
      await request(this.#node, "POST", pathOf("presence-hue-light", this.#node.id, "try"), {
        bridge: bridge.id,
        target: this.#chosen(),
        maxBrightness: asText($("#node-input-maxBrightness").val()),
        ...valuesOf(bridge),
      });
      if (turn === this.#turn) this.#tell("fa-check", this.#node._("hue-light.target.tried"));
    } catch (trouble) {
      if (turn === this.#turn) this.#tellTrouble(trouble as Trouble);
    }
    button.prop("disabled", false);
  }

  #chosen(): string {
    return asText(this.#select.val());
  }

  /** By room; what is chosen stays choosable even where the list does not have it. */
  #fill(targets: readonly Target[], chosen: string, isList = false): void {
    this.#select.empty();
    if (chosen === "") this.#option(this.#select, "", this.#node._("hue-light.target.choose"));
    else if (!targets.some(({ id }) => id === chosen)) {
      const key = isList ? "hue-light.target.missing" : "hue-light.target.stored";
      this.#option(this.#select, chosen, this.#node._(key, { id: chosen.slice(0, 8) }));
    }
    const rooms = [...new Set(targets.map(({ room }) => room))].sort(byName);
    for (const room of rooms) {
      const group =
        room === undefined ? this.#select : $("<optgroup>").attr("label", room).appendTo(this.#select);
      for (const target of targets.filter((one) => one.room === room))
        this.#option(group, target.id, this.#nameOf(target));
    }
    this.#select.val(chosen).trigger("change");
  }

  #option(place: JQuery, id: string, text: string): void {
    $("<option>").val(id).text(text).appendTo(place);
  }

  #nameOf({ name, capabilities }: Target): string {
    if (capabilities.colour) return name;
    return this.#node._(capabilities.dimming ? "hue-light.target.white" : "hue-light.target.switch", {
      name,
    });
  }

  #tellTrouble({ title, advice }: Trouble): void {
    this.#tell("fa-exclamation-triangle hue-light-trouble", `${title}. ${advice}`);
  }

  #tell(icon?: string, text = ""): void {
    this.#message.empty().toggle(icon !== undefined);
    if (icon === undefined) return;
    $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(this.#message);
    $("<span>").text(text).appendTo(this.#message);
  }
}

function chosenBridge(): EditorNode | undefined {
  const id = asText($("#node-input-bridge").val());
  return (id === "" || id === "_ADD_" ? null : RED.nodes.node(id)) ?? undefined;
}

/** Lamps without a room come last. */
function byName(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return a.localeCompare(b);
}
