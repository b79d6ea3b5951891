import type { PresetName } from "../../../shared/presence/appearance";
import { type Status, STATUSES } from "../../../shared/presence/presence";
import type { OwnRule } from "../../../shared/presence/theme";
import { ThemeDraft } from "../../../shared/presence/theme-draft";
import type { LampTrial } from "./lamp-trial";
import { RuleRow } from "./rule-row";

/** The table of a theme's dialog: a row per status, over what the preset does. */
export class RuleTable {
  readonly #node: EditorNode;
  readonly #draft: ThemeDraft;
  readonly #rows: ReadonlyMap<Status, RuleRow>;

  constructor(node: EditorNode, preset: PresetName, trial: LampTrial) {
    this.#node = node;
    this.#draft = new ThemeDraft(preset, node["rules"]);
    this.#rows = new Map(STATUSES.map((status) => [status, this.#createRow(status, trial)]));
    trial.onReady((can) => {
      for (const row of this.#rows.values()) row.allowTry(can);
    });
    for (const { element } of this.#rows.values()) element.appendTo("#presence-theme-rules");
    $("#presence-theme-reset-all").on("click", () => {
      this.#draft.resetAll();
      this.#show();
    });
    this.#show();
  }

  changePreset(preset: PresetName): void {
    this.#draft.changePreset(preset);
    this.#show();
  }

  /** `rules` as the flow is to store it. */
  rules(): readonly unknown[] {
    return this.#draft.toRules();
  }

  #createRow(status: Status, trial: LampTrial): RuleRow {
    const show = (): void => this.#show();
    return new RuleRow(this.#node, status, {
      changed: (choice) => {
        this.#draft.choose(status, choice);
        show();
      },
      reset: () => {
        this.#draft.reset(status);
        show();
      },
      tried: () => void trial.run(status, this.#draft.choiceOf(status)),
    });
  }

  #show(): void {
    for (const [status, row] of this.#rows) row.show(this.#draft.choiceOf(status), this.#draft.isOwn(status));
    const { any, strangers } = this.#draft;
    $("#presence-theme-any")
      .toggle(any !== undefined)
      .text(any ? this.#node._("presence-theme.any", { does: inWords(this.#node, any) }) : "");
    $("#presence-theme-strangers")
      .toggle(strangers > 0)
      .text(this.#node._("presence-theme.strangers", { count: strangers }));
    $("#presence-theme-reset-all").prop("disabled", this.#draft.toRules().length === 0);
  }
}

/** What a rule does, as "Shows a colour, #ff0000, 40 %, Breathes". */
function inWords(node: EditorNode, rule: OwnRule): string {
  const { action, color, brightness, effect, scene } = rule;
  const look = [
    color,
    brightness === undefined ? undefined : `${brightness} %`,
    effect === undefined ? undefined : node._(`presence-theme.effect.${effect}`),
  ];
  const parts = action === "show" ? look : action === "scene" ? [scene] : [];
  return [node._(`presence-theme.action.${action}`), ...parts.filter((part) => part !== undefined)].join(
    ", ",
  );
}
