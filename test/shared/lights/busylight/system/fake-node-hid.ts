import { EventEmitter } from "node:events";
import type { HidEntry, HidHandle, NodeHid } from "../../../../../shared/lights/busylight/system/libraries";
import { type Deferred, deferred } from "../../../../support/deferred";

/** node-hid as its 3.4.0 behaves, with devices of a test. */
export class FakeNodeHid implements NodeHid {
  entries: readonly HidEntry[] = [];
  /** What opening fails with. */
  refusal: string | undefined;
  readonly opened: { readonly path: string; readonly options: unknown; readonly handle: FakeHandle }[] = [];

  devicesAsync(): Promise<readonly HidEntry[]> {
    return Promise.resolve(this.entries);
  }

  readonly HIDAsync = {
    open: (path: string, options?: { readonly nonExclusive: boolean }): Promise<FakeHandle> => {
      if (this.refusal !== undefined) return Promise.reject(new Error(this.refusal));
      const handle = new FakeHandle();
      this.opened.push({ path, options, handle });
      return Promise.resolve(handle);
    },
  };
}

export class FakeHandle extends EventEmitter implements HidHandle {
  /** In the order in which it took them, as `write 00ff`. */
  readonly taken: string[] = [];
  /** What a write waits for; a report is taken after that. */
  hold: Deferred<void> | undefined;
  /** What every write fails with. */
  failure: string | undefined;
  readonly closed = deferred();
  #isClosing = false;
  #isReading = false;
  /** Everything that is asked of a device is done in turn, on another thread. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor() {
    super();
    this.on("newListener", (event) => {
      if (event === "data") process.nextTick(() => this.#resume());
    });
  }

  #resume(): void {
    if (this.listenerCount("data") === 0) return;
    if (this.#isClosing) throw new Error("device has been closed");
    this.#isReading = true;
  }

  write(bytes: Buffer): Promise<number> {
    return this.#take("write", bytes);
  }

  sendFeatureReport(bytes: Buffer): Promise<number> {
    return this.#take("feature", bytes);
  }

  #take(how: string, bytes: Buffer): Promise<number> {
    if (this.#isClosing) return Promise.reject(new TypeError("device has been closed"));
    return this.#inTurn(async () => {
      await this.hold?.promise;
      if (this.failure !== undefined) throw new Error(this.failure);
      this.taken.push(`${how} ${bytes.toString("hex")}`);
      return bytes.length;
    });
  }

  close(): Promise<void> {
    if (this.#isClosing) return Promise.reject(new TypeError("device is already closed"));
    this.#isClosing = true;
    return this.#inTurn(() => {
      this.closed.resolve();
      this.removeAllListeners();
      return Promise.resolve();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(() => new Promise(setImmediate)).then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** The device sends an input report. */
  send(bytes: readonly number[]): void {
    if (this.#isReading) this.emit("data", Buffer.from(bytes));
  }

  /** What reading from it fails with, where it is read from. */
  failReading(message: string): void {
    if (this.#isReading && !this.#isClosing) this.emit("error", new Error(message));
  }

  unplug(): void {
    this.failure = "Cannot write to hid device: No such device";
    this.failReading("could not read from HID device: unexpected poll error (device disconnected)");
  }
}
