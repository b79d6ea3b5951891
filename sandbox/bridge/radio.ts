import type { Fault, Faults } from "../support/faults";
import type { Home } from "./home";

/** The air between the bridge and its lamps: ordered trouble makes some of them, or all, deaf. */
export class Radio {
  readonly #faults: Faults;
  readonly #home: Home;

  constructor(faults: Faults, home: Home) {
    this.#faults = faults;
    this.#home = home;
  }

  /** Brings the lamps' connectivity up to date; trouble that ends by itself makes no sound, so this is called often. */
  update(): void {
    const troubles = this.#troubles();
    const deaf = this.#home.lamps.filter(({ id }) => troubles.some((fault) => concerns(fault, id)));
    this.#home.setUnreachable(new Set(deaf.map(({ id }) => id)));
  }

  /** A command went out to these lamps: trouble that was ordered for so many commands gets used up. */
  used(lamps: readonly string[]): void {
    for (const trouble of this.#troubles()) {
      if (lamps.some((id) => concerns(trouble, id))) this.#faults.take("hue", (fault) => fault === trouble);
    }
    this.update();
  }

  #troubles(): readonly Fault[] {
    return this.#faults.active.filter(({ target, kind }) => target === "hue" && kind === "unreachable");
  }
}

function concerns({ lamp }: Fault, id: string): boolean {
  return lamp === undefined || lamp === id;
}
