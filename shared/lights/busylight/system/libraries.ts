import type { EventEmitter } from "node:events";

/** The part of node-hid 3 that is used. Its native half is loaded by the first call, which then rejects. */
export interface NodeHid {
  devicesAsync(): Promise<readonly HidEntry[]>;
  readonly HIDAsync: {
    open(path: string, options?: { readonly nonExclusive: boolean }): Promise<HidHandle>;
  };
}

/** One usage of one interface of a device. */
export interface HidEntry {
  readonly vendorId: number;
  readonly productId: number;
  readonly path?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly product?: string | undefined;
  /** bcdDevice. */
  readonly release: number;
  /** -1 where it is not known. */
  readonly interface: number;
}

/** Emits `data`, a Buffer, once somebody listens for it, and `error` when it can no longer be read from. */
export interface HidHandle extends EventEmitter {
  write(bytes: Buffer): Promise<number>;
  sendFeatureReport(bytes: Buffer): Promise<number>;
  close(): Promise<void>;
}

/** The part of serialport 13 that is used. Its native half is loaded with it. */
export interface SerialPortPackage {
  readonly SerialPort: {
    new (options: {
      readonly path: string;
      readonly baudRate: number;
      readonly autoOpen: boolean;
    }): SerialHandle;
    list(): Promise<readonly SerialEntry[]>;
  };
}

export interface SerialEntry {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  /** Hex digits; absent where the port is none of a USB device. */
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

type Callback = (error?: Error | null) => void;

/** A stream. Emits `close` when it is closed or has gone, and `error`. A callback may never come once it is closed. */
export interface SerialHandle extends EventEmitter {
  open(callback: Callback): void;
  write(bytes: Buffer, callback: Callback): boolean;
  /** Until everything has gone over the line. */
  drain(callback: Callback): void;
  close(callback: Callback): void;
  resume(): void;
}

/** A library that not every system has. */
export type Library = "node-hid" | "serialport";

export const loadNodeHid = (): Promise<NodeHid> => load<NodeHid>("node-hid");
export const loadSerialPort = (): Promise<SerialPortPackage> => load<SerialPortPackage>("serialport");

/**
 * Loads a package when it is needed. What failed is tried again the next time: `require` forgets a module that threw,
 * while `import` throws for ever what it threw once. (Node 20 remembers that a package was not there.)
 */
export function load<Package>(name: string): Promise<Package> {
  return Promise.resolve().then(() => require(name) as Package);
}
