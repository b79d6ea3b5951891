import type { PretendUsb } from "../../../../sandbox/usb/pretend-usb";
import type { Driver, LightHandlers, Listing, OpenLight } from "../../../../shared/lights/busylight/driver";
import type { DeviceInfo } from "../../../../shared/lights/busylight/family";

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** Pretend lights behind a driver that does what none should do. */
export class RoughDriver implements Driver {
  listing: "works" | "hangs" | "rejects" | "throws" = "works";
  closing: "works" | "hangs" | "rejects" | "throws" = "works";
  /** Lights in these ports open, as lists that hang end, only when `answer` is called. */
  readonly hanging = new Set<string>();
  /** Whether nobody is told when a light is unplugged. */
  isSilent = false;
  /** Other devices, and changes of those that are there. */
  listed: (devices: readonly DeviceInfo[]) => readonly DeviceInfo[] = (devices) => devices;
  /** Why something may be missing. */
  lacking: Omit<Listing, "devices"> = { problems: [] };
  lists = 0;
  opens = 0;
  /** How often a write was begun while another one to the same device was under way. */
  overlaps = 0;
  writes = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #writing = new Set<string>();

  constructor(readonly usb: PretendUsb) {}

  /** All lists and openings that hang end now. */
  answer(): void {
    this.hanging.clear();
    for (const go of this.#waiting.splice(0)) go();
  }

  list(): Promise<Listing> {
    this.lists++;
    if (this.listing === "throws") throw new Error("list");
    if (this.listing === "rejects") return Promise.reject(new Error("list"));
    return this.#list();
  }

  async open(device: DeviceInfo, handlers: LightHandlers): Promise<OpenLight> {
    this.opens++;
    if (this.hanging.has(device.port ?? ""))
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const open = await this.usb.open(device, {
      input: (bytes) => handlers.input(bytes),
      lost: (problem) => {
        if (!this.isSilent) handlers.lost(problem);
      },
    });
    return {
      write: async (report) => {
        this.writes++;
        if (this.#writing.has(device.path)) this.overlaps++;
        this.#writing.add(device.path);
        await open.write(report).finally(() => this.#writing.delete(device.path));
      },
      close: () => this.#close(open),
    };
  }

  async #list(): Promise<Listing> {
    if (this.listing === "hangs") await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const { devices } = await this.usb.list();
    return { devices: this.listed(devices), ...this.lacking };
  }

  #close(open: OpenLight): Promise<void> {
    if (this.closing === "hangs") return never();
    void open.close();
    if (this.closing === "throws") throw new Error("close");
    return this.closing === "rejects" ? Promise.reject(new Error("close")) : Promise.resolve();
  }
}
