import type { Clock } from "../../support/clock";
import { inTime } from "../../support/in-time";
import type { Driver, LightHandlers, OpenLight } from "./driver";
import type { Found } from "./found";
import { lightHangs } from "./problems";

/** Opening takes milliseconds; one that takes so long is held by something. */
const OPENING_MS = 10_000;

/** Opens devices, and never one of which something is not finished yet: it would be held by ourselves. */
export class Opener {
  /** By their paths. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(readonly options: { readonly driver: Driver; readonly clock: Clock }) {}

  /** Rejects with a Problem. One that opens only after that is closed. */
  async open({ device, identified }: Found, handlers: LightHandlers): Promise<OpenLight> {
    const { driver, clock } = this.options;
    const { baudRate } = identified.family;
    const busy = this.#busy.get(device.path);
    if (busy) await inTime(clock, OPENING_MS, busy, lightHangs);
    const opening = driver.open(device, handlers, baudRate === undefined ? {} : { baudRate });
    return inTime(clock, OPENING_MS, opening, () => {
      void this.finish(device.path, opening.then(closed));
      return lightHangs();
    });
  }

  /** Opens it for a moment. Rejects with a Problem. */
  async probe(found: Found): Promise<void> {
    const opening = this.open(found, { input: () => undefined, lost: () => undefined });
    const over = opening.then((light) => inTime(this.options.clock, OPENING_MS, closed(light), lightHangs));
    void this.finish(found.device.path, over);
    await over;
  }

  close(path: string, light: OpenLight): void {
    void this.finish(path, closed(light));
  }

  /** Until `work` has ended its device is not opened. Never rejects, whatever the driver does. */
  async finish(path: string, work: Promise<void>): Promise<void> {
    const finished = Promise.allSettled([this.#busy.get(path), work]).then(() => undefined);
    this.#busy.set(path, finished);
    await finished;
    if (this.#busy.get(path) === finished) this.#busy.delete(path);
  }
}

async function closed(light: OpenLight): Promise<void> {
  await light.close();
}
