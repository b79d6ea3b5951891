import type { HAP, Service } from "../homebridge";
import type { Named } from "../config/ids";
import { SIGN_IN_SUBTYPE, signInAccessory } from "./accessory-plan";
import { showFault } from "./fault";
import { detection } from "./service-types";
import type { Shelf } from "./shelf";

/** The sensor that detects when an account needs somebody to sign in. */
export class SignInService {
  readonly #hap: HAP;
  readonly #service: Service | undefined;
  readonly #mirror: ((needed: boolean) => void) | undefined;
  /** Undefined until it is known: until then it shows what it showed before the start. */
  #needed: boolean | undefined;
  /** What it is to show on trial. */
  #forced: boolean | undefined;

  /** `mirror` is told the same; it never throws. */
  constructor(hap: HAP, shelf: Shelf, account: Named, mirror?: (needed: boolean) => void) {
    this.#hap = hap;
    this.#mirror = mirror;
    this.#service = shelf.find(signInAccessory(account).seed, {
      subtype: SIGN_IN_SUBTYPE,
      kind: "occupancy",
    });
    // Nobody may have planned it for a while.
    this.fault(false);
  }

  /** Whether anybody can know if it detects. */
  fault(isFault: boolean): void {
    if (this.#service) showFault(this.#hap, this.#service, isFault);
  }

  get isThere(): boolean {
    return this.#service !== undefined;
  }

  show(needed: boolean): void {
    this.#needed = needed;
    this.#detect();
  }

  /** Has it show this, whatever is true; undefined: the truth of the moment again. */
  force(detects: boolean | undefined): void {
    this.#needed ??= this.#isDetecting();
    this.#forced = detects;
    this.#detect();
  }

  #detect(): void {
    const shown = this.#forced ?? this.#needed ?? false;
    this.#mirror?.(shown);
    const [characteristic, value] = detection(this.#hap, "occupancy", shown);
    this.#service?.updateCharacteristic(characteristic, value);
  }

  #isDetecting(): boolean {
    const { OccupancyDetected } = this.#hap.Characteristic;
    return this.#service?.getCharacteristic(OccupancyDetected).value === OccupancyDetected.OCCUPANCY_DETECTED;
  }
}
