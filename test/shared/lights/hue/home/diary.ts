import type { Home } from "../../../../../shared/lights/hue/home/home";
import type { HomeListener } from "../../../../../shared/lights/hue/home/hue-api";
import type { Problem } from "../../../../../shared/support/problem";

/** Writes down what a watch tells, in words: which lights are on, what has changed, what is wrong. */
export class Diary implements HomeListener {
  readonly told: string[] = [];
  /** What to do when told something. */
  onTold: (what: string) => void = () => {};
  readonly #name: (light: string) => string;
  #next: (() => void) | undefined;

  constructor(name: (light: string) => string = (light) => light) {
    this.#name = name;
  }

  /** What it was told first, taken out of the diary; waits for it where there is nothing yet. */
  async next(): Promise<string> {
    for (;;) {
      const first = this.told.shift();
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => (this.#next = resolve));
    }
  }

  up(home: Home): void {
    this.#note(`up ${this.#lit(home)}`);
  }

  changed(home: Home, lights: ReadonlySet<string>): void {
    this.#note(`changed ${[...lights].map(this.#name).join(" ")}: ${this.#lit(home)}`);
  }

  down(trouble: Problem): void {
    this.#note(`down ${trouble.code}`);
  }

  silent(): void {
    this.#note("silent");
  }

  #note(what: string): void {
    this.told.push(what);
    this.onTold(what);
    this.#next?.();
  }

  #lit({ lights }: Home): string {
    const lit = [...lights.values()].flatMap(({ id, state }) => (state.on ? [this.#name(id)] : []));
    return lit.join("+") || "dark";
  }
}
