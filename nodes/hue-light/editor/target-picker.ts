import type { Target } from "../../../shared/lights/hue/home/targets";
import { isFromEnvironment } from "../../common/environment";
import { asText } from "../../editor/fields";
import { pathOf, request, type Trouble } from "../../editor/request";
import { valuesOf } from "../../hue-bridge/editor/bridge-values";
import { showNote } from "../../editor/note";
import { type OtherLight, rivalsOf } from "./rivals";
import { type Choice, choiceOf, isSameChoice, targetOptions, optionValue } from "./target-options";

const NOTHING = "";
const SHOWN_ID_LENGTH = 8;

/**
 * The part of the light's dialog where one chooses what of the chosen bridge is to be coloured, and tries whether it is
 * the right thing. The list that is seen stands for the two fields that Node-RED reads: targetType and target.
 */
export class TargetPicker {
  readonly #node: EditorNode;
  readonly #select = $("#hue-light-target");
  readonly #message = $("#hue-light-message");
  readonly #rivals = $("#hue-light-rivals");
  readonly #others: readonly OtherLight[];
  /** What is asked of an earlier bridge counts no more. */
  #turn = 0;
  #soon: number | undefined;

  constructor(node: EditorNode) {
    this.#node = node;
    this.#others = otherLights(node);
    this.#fill([]);
    this.#select.on("change", () => this.#choose(choiceOf(asText(this.#select.val()))));
    $("#node-input-bridge").on("change", () => {
      this.#warnOfRivals();
      this.#loadSoon();
    });
    $("#hue-light-reload").on("click", () => void this.#load());
    $("#hue-light-try").on("click", () => void this.#try());
    this.#warnOfRivals();
    this.#loadSoon();
  }

  /** What the open dialog shows for a node; undefined for any other than its own. */
  targetTypeOf({ id }: EditorNode): string | undefined {
    return id === this.#node.id ? chosen().type : undefined;
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
      this.#fill(targets, true);
      this.#tell();
    } catch (trouble) {
      if (turn === this.#turn) this.#tellTrouble(trouble as Trouble);
    }
  }

  async #try(): Promise<void> {
    const turn = ++this.#turn;
    const bridge = chosenBridge();
    if (!bridge) return this.#tell("fa-info-circle", this.#node._("hue-light.target.no-bridge"));
    const { type, id } = chosen();
    if (asText(this.#select.val()) === NOTHING)
      return this.#tell("fa-info-circle", this.#node._("hue-light.target.none"));
    const button = $("#hue-light-try").prop("disabled", true);
    const kind = type === "light" ? "one" : "many";
    this.#tell("fa-spinner fa-spin", this.#node._(`hue-light.trying.${kind}`));
    try {
      await request(this.#node, "POST", pathOf("presence-hue-light", this.#node.id, "try"), {
        bridge: bridge.id,
        targetType: type,
        target: id,
        maxBrightness: asText($("#node-input-maxBrightness").val()),
        ...valuesOf(bridge),
      });
      if (turn === this.#turn) this.#tell("fa-check", this.#node._(`hue-light.tried.${kind}`));
    } catch (trouble) {
      if (turn === this.#turn) this.#tellTrouble(trouble as Trouble);
    }
    button.prop("disabled", false);
  }

  #choose({ type, id }: Choice): void {
    $("#node-input-targetType")
      .val(type || "light")
      .trigger("change");
    $("#node-input-target").val(id).trigger("change");
    this.#warnOfRivals();
  }

  /** What is chosen stays choosable even where the list does not have it. */
  #fill(targets: readonly Target[], isList = false): void {
    const choice = chosen();
    const listed = targets.find((target) => isSameChoice(target, choice));
    this.#select.empty();
    if (!listed) this.#option(this.#select, ...this.#unlisted(choice, isList));
    for (const { label, options } of targetOptions(targets, (key, values) => this.#node._(key, values))) {
      const place =
        label === undefined ? this.#select : $("<optgroup>").attr("label", label).appendTo(this.#select);
      for (const { value, text } of options) this.#option(place, value, text);
    }
    if (listed) this.#select.val(optionValue(listed));
  }

  /** Value and text for what no list has, or for nothing chosen. */
  #unlisted(choice: Choice, isList: boolean): readonly [value: string, text: string] {
    const { type, id } = choice;
    if (id === "" && type !== "home") return [NOTHING, this.#node._("hue-light.target.choose")];
    const name =
      type === "home"
        ? this.#node._("hue-light.target.home")
        : this.#node._(`hue-light.stored.${isGroup(type) ? type : "light"}`, { id: shortId(id) });
    const isMissing = isList && !isFromEnvironment(id);
    return [optionValue(choice), isMissing ? this.#node._("hue-light.target.missing", { name }) : name];
  }

  #option(place: JQuery, value: string, text: string): void {
    $("<option>").val(value).text(text).appendTo(place);
  }

  #warnOfRivals(): void {
    const bridge = asText($("#node-input-bridge").val());
    const [rival] = rivalsOf(this.#others, { bridge, choice: chosen() });
    if (!rival) return showNote(this.#rivals);
    showNote(this.#rivals, "fa-info-circle", this.#node._("hue-light.rival", { name: rival.name }));
  }

  #tellTrouble({ title, advice }: Trouble): void {
    this.#tell("fa-exclamation-triangle hue-light-trouble", `${title}. ${advice}`);
  }

  #tell(icon?: string, text = ""): void {
    showNote(this.#message, icon, text);
  }
}

/** What the dialog would store. */
function chosen(): Choice {
  return {
    type: asText($("#node-input-targetType").val()) || "light",
    id: asText($("#node-input-target").val()),
  };
}

function shortId(id: string): string {
  if (isFromEnvironment(id) || id.length <= SHOWN_ID_LENGTH) return id;
  return `${id.slice(0, SHOWN_ID_LENGTH)}…`;
}

function isGroup(type: string): boolean {
  return type === "room" || type === "zone";
}

/** Of all flows, but for those that are disabled. */
function otherLights({ id }: EditorNode): readonly OtherLight[] {
  const others: OtherLight[] = [];
  RED.nodes.eachNode((node) => {
    if (node["type"] !== "presence-hue-light" || node.id === id || node["d"]) return;
    const choice = { type: asText(node["targetType"]) || "light", id: asText(node["target"]) };
    others.push({ name: node._def.label.call(node), bridge: asText(node["bridge"]), choice });
  });
  return others;
}

function chosenBridge(): EditorNode | undefined {
  const id = asText($("#node-input-bridge").val());
  return (id === "" || id === "_ADD_" ? null : RED.nodes.node(id)) ?? undefined;
}
