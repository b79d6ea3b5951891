import type { Problem } from "../../support/problem";
import type { DeviceInfo } from "./family";
import type { Report } from "./report";

/** A light that is open. */
export interface OpenLight {
  /** Rejects with a Problem; one that is gone rejects always. The next may begin only when this has ended. */
  write(report: Report): Promise<void>;
  /** Never rejects; nothing is told any more. The second time does nothing. */
  close(): Promise<void>;
}

export interface LightHandlers {
  /** An input report, without an id where the device has none. */
  input(bytes: Uint8Array): void;
  /** The light is gone, told at most once; writes then reject. */
  lost(problem: Problem): void;
}

export interface Listing {
  readonly devices: readonly DeviceInfo[];
  /** Why there may be more than that: a library that is missing, say. */
  readonly problems: readonly Problem[];
  /** Which of them are about one kind of lights alone. */
  readonly about?: ReadonlyMap<Problem, DeviceInfo["transport"]>;
}

/** The way to the lights that are plugged in. Other drivers than the system's own are for tests and the sandbox. */
export interface Driver {
  /** Never rejects. */
  list(): Promise<Listing>;
  /**
   * Opens one that was listed. Rejects with the Problems `usb-permission`, `usb-busy` (another program holds it),
   * `usb-gone`, `usb-library-missing`, `usb-failed`.
   */
  open(
    device: DeviceInfo,
    handlers: LightHandlers,
    options?: { readonly baudRate?: number },
  ): Promise<OpenLight>;
}
