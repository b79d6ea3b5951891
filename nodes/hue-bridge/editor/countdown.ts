const RADIUS = 16;
const ROUND = 2 * Math.PI * RADIUS;
const TICK_MS = 1000;

/** A ring that empties while the seconds in it go by, and beside it the same in words. */
export class Countdown {
  readonly #endsAt: number;
  readonly #seconds: number;
  readonly #words: (seconds: number) => string;
  readonly #timer: number;
  #ring = $();
  #number = $();
  #text = $();

  constructor(seconds: number, words: (seconds: number) => string) {
    this.#seconds = seconds;
    this.#endsAt = Date.now() + seconds * 1000;
    this.#words = words;
    this.#timer = window.setInterval(() => this.#show(), TICK_MS);
  }

  get isOver(): boolean {
    return Date.now() >= this.#endsAt;
  }

  stop(): void {
    window.clearInterval(this.#timer);
  }

  /** Nothing here is read out every second: whoever hears rather than sees has been told how long it lasts. */
  draw(place: JQuery): void {
    const line = $('<p class="hue-bridge-time" role="timer" aria-live="off">').appendTo(place);
    const circle = `cx="20" cy="20" r="${RADIUS}"`;
    $(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" class="hue-bridge-ring" aria-hidden="true"><circle class="hue-bridge-track" ${circle}/><circle class="hue-bridge-left" ${circle} stroke-dasharray="${ROUND}"/><text class="hue-bridge-number" x="20" y="20"></text></svg>`,
    ).appendTo(line);
    this.#ring = line.find(".hue-bridge-left");
    this.#number = line.find(".hue-bridge-number");
    this.#text = $("<span>").appendTo(line);
    this.#show();
  }

  #show(): void {
    const seconds = Math.max(0, Math.ceil((this.#endsAt - Date.now()) / 1000));
    this.#ring.css("stroke-dashoffset", String(ROUND * (1 - seconds / this.#seconds)));
    this.#number.text(String(seconds));
    this.#text.text(this.#words(seconds));
  }
}
