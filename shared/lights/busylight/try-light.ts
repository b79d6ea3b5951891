import type { Clock } from "../../support/clock";
import { pause } from "../../support/pause";
import type { LampAsk } from "../lamp";
import { lightMissing } from "./problems";
import { UsbLamp, type UsbLampOptions } from "./usb-lamp";

const SHOWN_MS = 2_000;

export interface TryLightOptions extends Omit<UsbLampOptions, "onState" | "onButton" | "onClose"> {
  readonly ask: LampAsk;
  readonly clock: Clock;
}

/**
 * Shows something for two seconds, then what was wanted before; lights that show just this already go dark instead.
 * Rejects with the Problem `light-missing`, or what keeps the light from being opened.
 */
export async function tryLight({ ask, clock, ...options }: TryLightOptions): Promise<void> {
  const lamp = new UsbLamp({
    ...options,
    onClose: "off",
    onState: () => undefined,
    onButton: () => undefined,
  });
  try {
    const { skipped } = await lamp.apply({ ask });
    if (skipped === "unreachable") throw lightMissing();
    if (skipped === "unchanged") await lamp.apply({ ask: { kind: "off" } });
    await pause(clock, SHOWN_MS);
  } finally {
    await lamp.giveBack();
  }
}
