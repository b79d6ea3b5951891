import { type LightSetup, PretendUsb } from "../../../../sandbox/usb/pretend-usb";
import { LightHub } from "../../../../shared/lights/busylight/hub";
import { withVirtual } from "../../../../shared/lights/busylight/with-virtual";
import { silentLog } from "../../../../shared/support/log";
import { FakeClock, settle } from "../../../support/fake-clock";

/** A Luxafor Flag as it comes; equal ones have no serial number. */
export const flag = (port = "1-1", more: Partial<LightSetup> = {}): LightSetup => ({
  id: "04d8:f372",
  family: "luxafor",
  model: "flag",
  manufacturer: "Microchip Technology Inc.",
  product: "LUXAFOR FLAG",
  port,
  ...more,
});

export const omega = (port = "2-1", more: Partial<LightSetup> = {}): LightSetup => ({
  id: "27bb:3bcd",
  family: "kuando",
  model: "omega",
  manufacturer: "PLENOM APS",
  product: "BUSYLIGHT",
  serialNumber: "0001",
  port,
  ...more,
});

/** Pretend USB ports with all that is above them, and a clock that stands still. */
export class UsbBench {
  readonly clock = new FakeClock();
  readonly usb = new PretendUsb();
  readonly driver = withVirtual(this.usb);
  readonly hub = new LightHub({ driver: this.driver, clock: this.clock, log: silentLog });

  /** What a light shows, as text. */
  color(port = "1-1"): string {
    const shown = this.usb.shown(port);
    if (!shown) return "no light";
    const { red, green, blue } = shown.color;
    return `${red},${green},${blue}${shown.effect === "none" ? "" : ` ${shown.effect}`}`;
  }

  get openLights(): number {
    return this.usb.lights().filter(({ isOpen }) => isOpen).length;
  }

  /** Lets what is asked be carried out; gives what it ends with, or how it fails. */
  async ended<T>(work: Promise<T>, ms = 0): Promise<T | { readonly failed: unknown }> {
    const ends: (T | { readonly failed: unknown })[] = [];
    work.then(
      (value) => ends.push(value),
      (error: unknown) => ends.push({ failed: error }),
    );
    await settle();
    await this.clock.advance(ms);
    await settle();
    const [end] = ends;
    if (end === undefined) throw new Error("It has not ended");
    return end;
  }
}
