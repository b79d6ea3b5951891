import { asText } from "../../editor/fields";
import { showNote } from "../../editor/note";
import { pathOf, request, type Trouble } from "../../editor/request";
import { inWords, showLightNotes, type Survey } from "./light-notes";
import { lightOptions, lightsMeant, type PluggedLight } from "./light-options";
import type { ProtocolRow } from "./protocol-rows";

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
      if (turn === this.#turn) this.#tellFailedTry(trouble as Trouble);
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

  #explain(): void {
    const meant = this.#meant();
    const sound = meant.length !== 1 ? "some" : meant[0]?.tones === 0 ? "none" : "has";
    $("#busylight-volume-tip").text(this.#node._(`busylight.volume.${sound}`));
    if (this.#survey) showLightNotes(this.#node, this.#notes, this.#survey, this.#device());
  }

  /** The lights that are plugged in and that the choice may be about. */
  #meant(): readonly PluggedLight[] {
    return lightsMeant(this.#device(), this.#survey?.lights ?? []);
  }

  #tellTrouble(trouble: Trouble): void {
    this.#tell("fa-exclamation-triangle busylight-trouble", inWords(trouble));
  }

  /** Why, only where it is not said below. */
  #tellFailedTry(trouble: Trouble): void {
    const isTold = this.#meant().some(({ problem }) => problem && inWords(problem) === inWords(trouble));
    if (!isTold) return this.#tellTrouble(trouble);
    this.#tell("fa-exclamation-triangle busylight-trouble", this.#node._("busylight.tried.nothing"));
  }

  #tell(icon?: string, text = ""): void {
    showNote(this.#state, icon, text);
  }
}
