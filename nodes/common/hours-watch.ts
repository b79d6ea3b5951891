import { type Hours, isWithinHours, nextHoursChange } from "../../shared/presence/hours";
import type { Clock, Timer } from "../../shared/support/clock";

/** A machine may sleep, and its clock may jump: a long timer alone would be late. */
const LOOK_AGAIN_MS = 60_000;

/** Tells at the very minute when working hours begin and end. */
export class HoursWatch {
  readonly #hours: Hours;
  readonly #clock: Clock;
  readonly #onChange: (isWithin: boolean) => void;
  #isWithin: boolean | undefined;
  #timer: Timer | undefined;

  constructor(hours: Hours, clock: Clock, onChange: (isWithin: boolean) => void) {
    this.#hours = hours;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Undefined before the start. */
  get isWithin(): boolean | undefined {
    return this.#isWithin;
  }

  /** Tells at once where it is outside now: the hours may have ended while nobody watched. */
  start(): void {
    this.#isWithin = true;
    this.#look();
  }

  close(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    const now = this.#clock.now();
    const isWithin = isWithinHours(this.#hours, now);
    const next = nextHoursChange(this.#hours, now);
    const wait = next === undefined ? LOOK_AGAIN_MS : Math.min(next - now, LOOK_AGAIN_MS);
    this.#timer = this.#clock.after(wait, () => this.#look());
    if (isWithin === this.#isWithin) return;
    this.#isWithin = isWithin;
    this.#onChange(isWithin);
  }
}
