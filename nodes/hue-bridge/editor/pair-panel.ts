import { pathOf, request, type Trouble } from "../../editor/request";

export interface Paired {
  readonly state: "paired";
  readonly bridgeId: string;
  readonly name: string;
  readonly model: string;
  readonly key: string;
  readonly certificate?: string;
}

type Answer = Paired | { readonly state: "press-button" };

export interface PairPanelOptions {
  /** What the dialog shows now: host, port and tls. */
  readonly values: () => object;
  /** Whether the dialog shows a key, be it a stored one. */
  readonly hasKey: () => boolean;
  readonly paired: (paired: Paired) => void;
}

/** How long a bridge lets anyone in after its button was pressed; nobody needs longer to walk there. */
const PATIENCE_SECONDS = 30;
const ASK_EVERY_MS = 1000;

/** The part of the bridge's dialog where one pairs: a button, then what to press and a countdown, then who was paired. */
export class PairPanel {
  readonly #node: EditorNode;
  readonly #place: JQuery;
  readonly #options: PairPanelOptions;
  /** Ends the attempt under way: what it still hears counts no more. */
  #stop: () => void = () => undefined;

  constructor(node: EditorNode, place: JQuery, options: PairPanelOptions) {
    this.#node = node;
    this.#place = place;
    this.#options = options;
    this.#showStart();
  }

  close(): void {
    this.#stop();
  }

  #showStart(): void {
    this.#place.empty();
    this.#say("fa-link", "").addClass("hue-bridge-start");
    this.explainStart();
    this.#button("hue-bridge.pairing.pair", () => this.#begin());
  }

  /** To be called when the key comes or goes; changes nothing after the start. */
  explainStart(): void {
    const key = this.#options.hasKey() ? "hue-bridge.pairing.start-again" : "hue-bridge.pairing.start";
    this.#place.find(".hue-bridge-start").text(this.#node._(key));
  }

  #begin(): void {
    const attempt = { stopped: false };
    const endsAt = Date.now() + PATIENCE_SECONDS * 1000;
    const countdown = window.setInterval(() => this.#count(endsAt), ASK_EVERY_MS);
    this.#stop = () => {
      attempt.stopped = true;
      window.clearInterval(countdown);
    };
    this.#place.empty();
    this.#say("fa-spinner fa-spin", this.#node._("hue-bridge.pairing.asking"));
    void this.#ask(attempt, endsAt);
  }

  async #ask(attempt: { readonly stopped: boolean }, endsAt: number): Promise<void> {
    const show = await this.#outcome(attempt, endsAt);
    if (attempt.stopped) return;
    this.#stop();
    show();
  }

  /** Asks again and again; resolves to what is to be shown at the end. */
  async #outcome(attempt: { readonly stopped: boolean }, endsAt: number): Promise<() => void> {
    const path = pathOf("presence-hue-bridge", this.#node.id, "pair");
    let isTold = false;
    while (!attempt.stopped && Date.now() < endsAt) {
      try {
        const answer = await request<Answer>(this.#node, "POST", path, this.#options.values());
        if (answer.state === "paired") return () => this.#showPaired(answer);
      } catch (trouble) {
        const { title, advice } = trouble as Trouble;
        return () => this.#showTrouble(title, advice);
      }
      if (!isTold && !attempt.stopped) this.#showPress(endsAt);
      isTold = true;
      await new Promise((resolve) => window.setTimeout(resolve, ASK_EVERY_MS));
    }
    const title = this.#node._("hue-bridge.pairing.too-late");
    const advice = this.#node._("hue-bridge.pairing.too-late-advice");
    return () => this.#showTrouble(title, advice);
  }

  #showPress(endsAt: number): void {
    this.#place.empty();
    this.#say("fa-hand-o-down", this.#node._("hue-bridge.pairing.press"));
    this.#say("fa-clock-o", "").addClass("hue-bridge-time").parent().removeAttr("aria-live");
    this.#count(endsAt);
    this.#button("hue-bridge.pairing.cancel", () => {
      this.#stop();
      this.#showStart();
    });
  }

  #count(endsAt: number): void {
    const seconds = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    this.#place.find(".hue-bridge-time").text(this.#node._("hue-bridge.pairing.left", { seconds }));
  }

  #showPaired(paired: Paired): void {
    this.#options.paired(paired);
    const { name, model } = paired;
    this.#place.empty();
    this.#say("fa-check", this.#node._("hue-bridge.pairing.paired", { name, model })).addClass(
      "hue-bridge-paired",
    );
    const button = $("#node-config-dialog-ok").text();
    this.#say("fa-info-circle", this.#node._("hue-bridge.pairing.keep", { button }));
  }

  #showTrouble(title: string, advice: string): void {
    this.#place.empty();
    this.#say("fa-exclamation-triangle", title).addClass("hue-bridge-trouble");
    $("<p>").text(advice).appendTo(this.#place);
    this.#button("hue-bridge.pairing.again", () => this.#begin());
  }

  /** A line of text with an icon; gives the element of the text. */
  #say(icon: string, text: string): JQuery {
    const line = $('<p aria-live="polite">').appendTo(this.#place);
    $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(line);
    return $("<span>").text(text).appendTo(line);
  }

  #button(key: string, press: () => void): void {
    $('<button type="button" class="red-ui-button">')
      .text(this.#node._(key))
      .on("click", press)
      .appendTo(this.#place);
  }
}
