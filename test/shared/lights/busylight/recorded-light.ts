import { isDeepStrictEqual } from "node:util";
import { PRETEND_FAMILIES } from "../../../../sandbox/usb/pretend-families";
import type { Shown } from "../../../../sandbox/usb/pretend-light";
import type { OpenLight } from "../../../../shared/lights/busylight/driver";
import { familyNamed } from "../../../../shared/lights/busylight/families";
import type { FamilyName } from "../../../../shared/lights/busylight/family";
import { KeptLight } from "../../../../shared/lights/busylight/kept-light";
import type { Report } from "../../../../shared/lights/busylight/report";
import type { Clock } from "../../../../shared/support/clock";
import { pause } from "../../../../shared/support/pause";
import { settle } from "../../../support/fake-clock";

interface Written {
  /** Milliseconds since 1970, when the light had it. */
  readonly at: number;
  readonly isKeepAlive: boolean;
  /** What the light shows from then on. */
  readonly shown: Shown;
}

/** One light that is kept, and everything that it was sent. */
export class RecordedLight {
  readonly written: Written[] = [];
  readonly kept: KeptLight;
  isClosed = false;
  #underWay = 0;

  /** @param takesMs how long it takes for each report, in milliseconds */
  constructor(
    name: FamilyName,
    model: string,
    readonly clock: Clock,
    readonly takesMs = 0,
  ) {
    const family = familyNamed(name);
    const pretend = PRETEND_FAMILIES.find((one) => one.name === name)?.start(model);
    if (!family || !pretend) throw new Error(`There is no pretend light ${name}`);
    const keepAlive = family.keepAlive?.reports[0]?.bytes;
    const light: OpenLight = {
      write: async (report: Report) => {
        if (this.#underWay++ > 0) throw new Error("A write while another one is under way");
        if (takesMs > 0) await pause(clock, takesMs);
        pretend.take(report);
        this.#underWay--;
        const isKeepAlive = isDeepStrictEqual(report.bytes, keepAlive);
        this.written.push({ at: clock.now(), isKeepAlive, shown: pretend.shown });
      },
      close: async () => void (this.isClosed = true),
    };
    const onLost = (problem: Error): void => {
      throw problem;
    };
    this.kept = new KeptLight({ light, family, model, clock, onLost });
  }

  /** Asks for a state, and lets it be written where that takes no time. */
  async show(...asked: Parameters<KeptLight["show"]>): Promise<void> {
    void this.kept.show(...asked);
    await settle();
  }

  /** States, without what only keeps them. */
  get states(): readonly Written[] {
    return this.written.filter(({ isKeepAlive }) => !isKeepAlive);
  }

  get keepAlives(): readonly number[] {
    return this.written.filter(({ isKeepAlive }) => isKeepAlive).map(({ at }) => at);
  }

  /** How many of the reports have begun a tone. */
  get tones(): number {
    return this.states.filter(({ shown }) => shown.ringing).length;
  }

  /** Each time the colour has changed. */
  get changes(): readonly number[] {
    const { states } = this;
    return states
      .filter(({ shown }, i) => i > 0 && !isDeepStrictEqual(shown.color, states[i - 1]?.shown.color))
      .map(({ at }) => at);
  }

  /** The colours it showed one after the other, as text. */
  get colors(): readonly string[] {
    return this.states.map(({ shown: { color } }) => `${color.red},${color.green},${color.blue}`);
  }
}
