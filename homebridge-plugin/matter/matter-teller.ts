import type { Clock, Timer } from "../../shared/support/clock";
import { attempt } from "../guard";
import { matterDevice, type MatterKind } from "./matter-device";
import type { Matter } from "./matter-host";

/** How long after something was told it is looked at whether it is so. */
const LOOK_MS = 500;

/** New accessories take Homebridge a while: 150 of them on a small machine some ten seconds. Then something is wrong. */
const MOST_LOOKS = 120;

/** What is refused this often is not taken the next time either, and Homebridge logs an error each time. */
const MOST_TELLS = 3;

export interface Told {
  readonly uuid: string;
  readonly kind: MatterKind;
  readonly name: string;
}

interface Open {
  readonly about: Told;
  readonly on: boolean;
  looks: number;
  tells: number;
}

export interface TellerOptions {
  readonly matter: Pick<Matter, "updateAccessoryState" | "getAccessoryState">;
  readonly clock: Clock;
  /** Some of what was told is so. */
  readonly onTaken: () => void;
  /** These are not what they were told to be, and are not tried any further. */
  readonly onLost: (names: readonly string[]) => void;
}

/**
 * Tells Matter what accessories are to show, and looks whether they do: Homebridge drops without a word what it is told of
 * an accessory that it is still about to add (2.4, matter/MatterBridgeManager.js). Never throws, and waits for no answer.
 */
export class MatterTeller {
  readonly #options: TellerOptions;
  /** What was told and not yet seen to be so, by UUID, in the order of telling. */
  readonly #open = new Map<string, Open>();
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  tell(about: Told, on: boolean): void {
    if (this.#isClosed) return;
    const open = { about, on, looks: 0, tells: 0 };
    this.#open.delete(about.uuid);
    this.#open.set(about.uuid, open);
    this.#send(open);
    this.#timer ??= this.#options.clock.after(LOOK_MS, () => this.#lookAtAll());
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#open.clear();
  }

  #send(open: Open): void {
    const { uuid, kind } = open.about;
    const { cluster, attributes } = matterDevice(kind);
    open.tells += 1;
    attempt(
      () => this.#options.matter.updateAccessoryState(uuid, cluster, attributes(open.on)),
      () => undefined,
    );
  }

  #lookAtAll(): void {
    this.#timer = undefined;
    const lost: string[] = [];
    for (const [uuid, open] of this.#open) {
      open.looks += 1;
      if (open.looks > MOST_LOOKS || open.tells > MOST_TELLS) {
        this.#open.delete(uuid);
        lost.push(open.about.name);
      } else this.#look(open);
    }
    if (lost.length > 0) this.#options.onLost(lost);
    if (this.#open.size > 0) this.#timer = this.#options.clock.after(LOOK_MS, () => this.#lookAtAll());
  }

  /** An accessory that is not there yet has no state. */
  #look(open: Open): void {
    const { uuid, kind } = open.about;
    const { cluster, isOn } = matterDevice(kind);
    attempt(
      async () => {
        const state = await this.#options.matter.getAccessoryState(uuid, cluster);
        // By now it may have been told something else.
        if (this.#open.get(uuid) !== open || state === undefined) return;
        if (isOn(state) !== open.on) return this.#send(open);
        this.#open.delete(uuid);
        this.#options.onTaken();
      },
      () => undefined,
    );
  }
}
