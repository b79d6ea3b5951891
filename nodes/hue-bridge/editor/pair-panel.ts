import { pathOf, request, type Trouble } from "../../editor/request";
import { bridgePicture, type Look } from "./bridge-picture";
import { Countdown } from "./countdown";
import { otherNodes } from "./other-nodes";
import { modelName, Panel } from "./panel";

export interface Paired {
  readonly state: "paired";
  readonly bridgeId: string;
  readonly name: string;
  readonly model: string;
  readonly key: string;
  readonly certificate?: string;
  readonly api?: "v1";
  readonly port?: number;
}

type Answer = Paired | { readonly state: "press-button" };

export interface PairPanelOptions {
  /** What the dialog shows now: host, port, tls and api. */
  readonly values: () => object;
  /** Whether the dialog shows a key, be it a stored one. */
  readonly hasKey: () => boolean;
  /** The id of the bridge that the dialog shows; empty before it was ever paired. */
  readonly bridgeId: () => string;
  readonly look: () => Look;
  /** The bridge's values are to be kept. */
  readonly paired: (paired: Paired) => void;
  /** Pairing is of no use as the dialog stands; `code` says what is to be changed. */
  readonly failed: (code: string) => void;
}

/** How long a bridge lets anyone in after its button was pressed; nobody needs longer to walk there. */
const PATIENCE_SECONDS = 30;
const ASK_EVERY_MS = 1000;

/** The part of the bridge's dialog where one pairs: a button, then what to press and a countdown, then who was paired. */
export class PairPanel {
  readonly #node: EditorNode;
  readonly #panel: Panel;
  readonly #options: PairPanelOptions;
  /** Ends the attempt under way: what it still hears counts no more. */
  #stop: () => void = () => undefined;

  constructor(node: EditorNode, place: JQuery, options: PairPanelOptions) {
    this.#node = node;
    this.#panel = new Panel(node, place);
    this.#options = options;
    this.#showStart();
  }

  close(): void {
    this.#stop();
  }

  /** The dialog now shows another bridge: what was said of the one before counts no more. */
  restart(): void {
    this.#stop();
    this.#showStart().trigger("focus");
  }

  #showStart(): JQuery {
    const { place } = this.#panel;
    place.empty();
    this.#panel.say("fa-link", "").addClass("hue-bridge-start");
    this.explainStart();
    return this.#panel.button("hue-bridge.pairing.pair", () => this.#begin());
  }

  /** To be called when the key comes or goes; changes nothing after the start. */
  explainStart(): void {
    const key = this.#options.hasKey() ? "hue-bridge.pairing.start-again" : "hue-bridge.pairing.start";
    this.#panel.place.find(".hue-bridge-start").text(this.#panel.text(key));
  }

  #begin(): void {
    const attempt = { stopped: false };
    const countdown = new Countdown(PATIENCE_SECONDS, (seconds) =>
      this.#panel.text("hue-bridge.pairing.left", { seconds }),
    );
    this.#stop = () => {
      attempt.stopped = true;
      countdown.stop();
    };
    this.#panel.place.empty();
    this.#panel.say("fa-spinner fa-spin", this.#panel.text("hue-bridge.pairing.asking"));
    void this.#ask(attempt, countdown);
  }

  async #ask(attempt: { readonly stopped: boolean }, countdown: Countdown): Promise<void> {
    const show = await this.#outcome(attempt, countdown);
    if (attempt.stopped) return;
    this.#stop();
    this.#panel.place.empty();
    show();
  }

  /** Asks again and again; resolves to what is to be shown at the end. */
  async #outcome(attempt: { readonly stopped: boolean }, countdown: Countdown): Promise<() => void> {
    const path = pathOf("presence-hue-bridge", this.#node.id, "pair");
    let isTold = false;
    while (!attempt.stopped && !countdown.isOver) {
      try {
        const answer = await request<Answer>(this.#node, "POST", path, this.#options.values());
        if (answer.state === "paired") return () => this.#showAnswer(answer);
      } catch (trouble) {
        return () => this.#showTrouble(trouble as Trouble);
      }
      if (!isTold && !attempt.stopped) this.#showPress(countdown);
      isTold = true;
      await new Promise((resolve) => window.setTimeout(resolve, ASK_EVERY_MS));
    }
    const title = this.#panel.text("hue-bridge.pairing.too-late");
    const advice = this.#panel.text("hue-bridge.pairing.too-late-advice");
    return () => this.#showTrouble({ code: "too-late", title, advice });
  }

  #showPress(countdown: Countdown): void {
    const place = this.#panel.place.empty();
    const scene = $('<div class="hue-bridge-scene">').appendTo(place);
    const label = this.#panel.text("hue-bridge.pairing.picture");
    bridgePicture(this.#options.look(), { press: true, label }).appendTo(scene);
    const words = $("<div>").appendTo(scene);
    this.#panel.say("fa-hand-o-down", this.#panel.text("hue-bridge.pairing.press"), words);
    countdown.draw(words);
    this.#panel.button(
      "hue-bridge.pairing.cancel",
      () => {
        this.#stop();
        this.#showStart().trigger("focus");
      },
      words,
    );
  }

  /** Where the dialog knew another bridge, keeping this one is a decision of its own. */
  #showAnswer(paired: Paired): void {
    const before = this.#options.bridgeId().toLowerCase();
    if (before === "" || before === paired.bridgeId) return this.#showPaired(paired);
    const { name, bridgeId: id } = paired;
    const warning = this.#panel.text("hue-bridge.pairing.other", { name, id });
    // The theme's colour for a warning is no colour for text: on white it can hardly be read.
    this.#panel.say("fa-exclamation-triangle hue-bridge-warning", warning);
    $("<p>")
      .text(this.#panel.text("hue-bridge.pairing.other-advice", { before }))
      .appendTo(this.#panel.place);
    this.#panel.button("hue-bridge.pairing.use-other", () => {
      this.#panel.place.empty();
      this.#showPaired(paired);
    });
    this.#panel.button("hue-bridge.pairing.refuse-other", () => this.#showStart().trigger("focus"));
  }

  #showPaired(paired: Paired): void {
    this.#options.paired(paired);
    const model = modelName(this.#panel, paired.model);
    const key = model === "" ? "hue-bridge.pairing.paired-unnamed" : "hue-bridge.pairing.paired";
    this.#panel
      .say("fa-check", this.#panel.text(key, { name: paired.name, model }))
      .addClass("hue-bridge-paired");
    const other = otherNodes(this.#node.id).get(paired.bridgeId);
    if (other) {
      const label = other._def.label.call(other);
      this.#panel.say("fa-info-circle", this.#panel.text("hue-bridge.pairing.known", { label }));
    }
    const button = $("#node-config-dialog-ok").text().trim();
    this.#panel.say("fa-info-circle", this.#panel.text("hue-bridge.pairing.keep", { button }));
  }

  #showTrouble({ code, title, advice }: Trouble): void {
    this.#panel.trouble(title, advice);
    this.#panel.button("hue-bridge.pairing.again", () => this.#begin());
    this.#options.failed(code);
  }
}
