import { asText } from "../../editor/fields";
import { showNote } from "../../editor/note";
import { pathOf, request, type Trouble } from "../../editor/request";
import { lightOptions, lightsMeant, type PluggedLight, realLights } from "./light-options";
import type { ProtocolRow } from "./protocol-rows";

/** What Node-RED tells of the machine it runs on. */
interface Survey {
  readonly lights: readonly PluggedLight[];
  /** Why there may be more. */
  readonly problems: readonly Trouble[];
}

const GUIDE = "https://github.com/presence-home/teams-presence/blob/main/docs/busylights.md";
const REMEDIES = ["machine", "container", "permission", "unknown"] as const;

/** The part of the dialog where one chooses a light, reads what is in its way, and tries whether it is the right one. */
export class LightPicker {
  readonly #node: EditorNode;
  readonly #protocols: () => readonly ProtocolRow[];
  readonly #select = $("#node-input-device");
  readonly #state = $("#busylight-state");
  readonly #notes = $("#busylight-notes");
  #survey: Survey | undefined;
  /** What an earlier question brings counts no more. */
  #turn = 0;

  /** @param protocols those of the open dialog that are right */
  constructor(node: EditorNode, protocols: () => readonly ProtocolRow[]) {
    this.#node = node;
    this.#protocols = protocols;
    this.#fill(asText(node["device"]) || "any");
    this.#select.on("change", () => this.#chosen());
    $("#busylight-reload").on("click", () => void this.load());
    $("#busylight-try").on("click", () => void this.#try());
    void this.load();
  }

  close(): void {
    this.#turn++;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.#tell("fa-spinner fa-spin", this.#node._("busylight.light.loading"));
    try {
      const protocols = this.#protocols();
      const survey = await request<Survey>(this.#node, "POST", "busylight/devices", { protocols });
      if (turn !== this.#turn) return;
      this.#survey = survey;
      this.#fill(this.#device());
      this.#tell();
    } catch (trouble) {
      if (turn === this.#turn) this.#tellTrouble(trouble as Trouble);
    }
  }

  async #try(): Promise<void> {
    const turn = ++this.#turn;
    const button = $("#busylight-try").prop("disabled", true);
    const kind = this.#device() === "all" ? "many" : "one";
    this.#tell("fa-spinner fa-spin", this.#node._(`busylight.trying.${kind}`));
    try {
      await request(this.#node, "POST", pathOf("busylight", this.#node.id, "try"), {
        device: this.#device(),
        protocols: this.#protocols(),
        maxBrightness: asText($("#node-input-maxBrightness").val()),
        volume: asText($("#node-input-volume").val()),
        plainColors: $("#node-input-plainColors").is(":checked"),
      });
      if (turn === this.#turn) this.#tell("fa-check", this.#node._(`busylight.tried.${kind}`));
    } catch (trouble) {
      if (turn === this.#turn) this.#tellTrouble(trouble as Trouble);
    }
    button.prop("disabled", false);
  }

  #device(): string {
    return asText(this.#select.val());
  }

  #fill(chosen: string): void {
    this.#select.empty();
    const words = (key: string, values?: Record<string, string | number>): string =>
      this.#node._(key, values);
    for (const { label, options } of lightOptions(chosen, this.#survey?.lights, words)) {
      const place =
        label === undefined ? this.#select : $("<optgroup>").attr("label", label).appendTo(this.#select);
      for (const { value, text } of options) $("<option>").val(value).text(text).appendTo(place);
    }
    this.#select.val(chosen);
    this.#explain();
  }

  /** What was said of another light is over. */
  #chosen(): void {
    if (this.#survey) {
      this.#turn++;
      this.#tell();
    }
    this.#explain();
  }

  /** What a person should know of what is chosen, and of what else there may be. */
  #explain(): void {
    this.#notes.empty();
    const chosen = this.#device();
    const meant = lightsMeant(chosen, this.#survey?.lights ?? []);
    this.#explainVolume(meant);
    if (!this.#survey) return;
    for (const { title, advice } of this.#survey.problems) this.#warn(`${title}. ${advice}`);
    for (const { name, problem } of meant) {
      if (!problem) continue;
      const text = `${problem.title}. ${problem.advice}`;
      this.#warn(meant.length > 1 ? this.#node._("busylight.light.problem", { name, problem: text }) : text);
    }
    const [only] = meant;
    if (meant.length === 1 && only?.isExperimental)
      this.#note("fa-flask", this.#node._("busylight.light.is-experimental"));
    if (chosen !== "virtual" && realLights(this.#survey.lights).length === 0) this.#explainNone();
  }

  #explainNone(): void {
    this.#note("fa-info-circle", this.#node._("busylight.none.title"));
    const list = $("<ul>").appendTo(this.#notes);
    for (const remedy of REMEDIES)
      $("<li>")
        .text(this.#node._(`busylight.none.${remedy}`))
        .appendTo(list);
    $("<li>")
      .append(
        $('<a target="_blank" rel="noopener noreferrer">')
          .attr("href", GUIDE)
          .text(this.#node._("busylight.none.guide")),
      )
      .appendTo(list);
  }

  #explainVolume(meant: readonly PluggedLight[]): void {
    const which = meant.length !== 1 ? "some" : meant[0]?.tones === 0 ? "none" : "has";
    $("#busylight-volume-tip").text(this.#node._(`busylight.volume.${which}`));
  }

  #warn(text: string): void {
    this.#note("fa-exclamation-triangle busylight-trouble", text);
  }

  #note(icon: string, text: string): void {
    showNote($('<div class="busylight-note">').appendTo(this.#notes), icon, text);
  }

  #tellTrouble({ title, advice }: Trouble): void {
    this.#tell("fa-exclamation-triangle busylight-trouble", `${title}. ${advice}`);
  }

  #tell(icon?: string, text = ""): void {
    showNote(this.#state, icon, text);
  }
}
