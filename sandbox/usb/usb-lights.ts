import type { Clock, Timer } from "../../shared/support/clock";
import type { BusylightState } from "../api/state";
import type { Fault, Faults } from "../support/faults";
import { badLight, noButton, noHardware, notPlugged, ordered, uncounted } from "./hand-problems";
import { LIGHT_TROUBLES, type LightTrouble } from "./light-trouble";
import type { Rgb } from "./pretend-light";
import { PretendUsb } from "./pretend-usb";
import { PLUGGED_AT_START, SHELF, type ShelfLight, VIRTUAL_SLUG } from "./shelf";

/** How often to look whether ordered trouble is over, which nobody tells; in milliseconds. */
const LOOK_MS = 1000;

const BLACK = "#000000";

/** What somebody has done with a light by hand. */
interface ByHand {
  readonly isPlugged: boolean;
  readonly trouble?: LightTrouble | undefined;
}

/** The shelf of pretend lights, the hands that plug them in, and the trouble that is ordered for them. */
export class UsbLights {
  readonly usb = new PretendUsb();
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #byHand = new Map<string, ByHand>();
  #look: Timer | undefined;

  constructor(faults: Faults, clock: Clock) {
    this.#faults = faults;
    this.#clock = clock;
    for (const slug of PLUGGED_AT_START) this.#byHand.set(slug, { isPlugged: true });
    faults.onChange(() => this.#apply());
    this.#apply();
  }

  close(): void {
    this.#look?.cancel();
  }

  states(): readonly BusylightState[] {
    const plugged = new Map(this.usb.lights().map((light) => [light.setup.port, light]));
    return SHELF.map(({ slug, name, setup: { family, port }, hasButton }) => {
      const { shown, trouble } = plugged.get(port) ?? {};
      const color = shown ? hexOf(shown.color) : BLACK;
      return {
        id: slug,
        name,
        on: color !== BLACK,
        color,
        ...(shown && shown.effect !== "none" && { effect: shown.effect }),
        plugged: shown !== undefined,
        ...(trouble && { trouble }),
        ...(shown?.ringing && { ringing: shown.ringing }),
        family,
        port,
        ...(hasButton && { button: true }),
      };
    });
  }

  /** @throws Problem `usb-ordered` where it is ordered to be unplugged */
  plug(id: string): void {
    if (this.#ordered(id).includes("unplugged")) throw ordered();
    if (!this.#isPlugged(id)) this.#set(id, { isPlugged: true });
  }

  /** What was wrong with it by hand goes with it. @throws Problem `no-hardware` for the virtual light */
  unplug(id: string): void {
    if (id === VIRTUAL_SLUG) throw noHardware();
    this.#set(id, { isPlugged: false });
  }

  /**
   * From now on, until it is `undefined` again.
   * @throws Problem `not-plugged`, or `usb-ordered` where there is no end to it, since it was ordered
   */
  trouble(id: string, trouble: LightTrouble | undefined): void {
    if (!this.#isPlugged(id)) throw notPlugged();
    if (trouble === undefined && this.#ordered(id).length > 0) throw ordered();
    this.#set(id, { isPlugged: true, trouble });
  }

  /** Presses its button and lets go of it. @throws Problem `not-plugged` or `no-button` */
  press(id: string): void {
    const { setup, hasButton } = this.#find(id);
    if (!this.#isPlugged(id)) throw notPlugged();
    if (!hasButton) throw noButton();
    for (const event of ["pressed", "released"] as const) this.usb.press(setup.port, event);
  }

  /** Whether an order makes sense. @throws Problem `bad-light` or `bad-order` */
  requireOrderable({ target, kind, light, count }: Fault): void {
    if (light !== undefined && target !== "usb") throw badLight("must be left out: only usb is about lights");
    if (target !== "usb") return;
    const ids = SHELF.map(({ slug }) => slug);
    if (light !== undefined && !ids.includes(light)) throw badLight(`must be one of: ${ids.join(", ")}`);
    if (light === VIRTUAL_SLUG && kind === "unplugged") throw noHardware();
    if (count !== undefined) throw uncounted();
  }

  #find(id: string): ShelfLight {
    const found = SHELF.find(({ slug }) => slug === id);
    if (!found) throw new Error(`There is no light ${id}`);
    return found;
  }

  #isPlugged(id: string): boolean {
    return this.usb.shown(this.#find(id).setup.port) !== undefined;
  }

  #set(id: string, byHand: ByHand): void {
    this.#byHand.set(this.#find(id).slug, byHand);
    this.#apply();
  }

  /** The kinds of trouble that are ordered for a light. */
  #ordered(id: string): readonly string[] {
    const meant = this.#faults.active.filter(
      ({ target, light }) => target === "usb" && (light === undefined || light === id),
    );
    return meant.map(({ kind }) => kind).filter((kind) => id !== VIRTUAL_SLUG || kind !== "unplugged");
  }

  /** Makes it so; what a hand has done counts more than what was ordered. */
  #apply(): void {
    for (const { slug, setup } of SHELF) {
      const byHand = this.#byHand.get(slug);
      const kinds = this.#ordered(slug);
      const isWanted = byHand?.isPlugged === true && !kinds.includes("unplugged");
      if (isWanted !== this.#isPlugged(slug)) {
        if (isWanted) this.usb.plug(setup);
        else this.usb.unplug(setup.port);
      }
      const trouble = byHand?.trouble ?? LIGHT_TROUBLES.find((one) => kinds.includes(one));
      this.usb.trouble(setup.port, trouble);
    }
    const isForAWhile = this.#faults.active.some(({ target, seconds }) => target === "usb" && seconds);
    if (isForAWhile) this.#look ??= this.#clock.after(LOOK_MS, () => this.#lookAgain());
  }

  #lookAgain(): void {
    this.#look = undefined;
    this.#apply();
  }
}

function hexOf({ red, green, blue }: Rgb): string {
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
