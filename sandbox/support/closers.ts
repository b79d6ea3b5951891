/** What has to be closed at the end, the newest first. */
export class Closers {
  readonly #closers: (() => Promise<void> | void)[] = [];
  #closing: Promise<void> | undefined;

  /** Once everything is closed, a latecomer is closed at once. */
  async add(close: () => Promise<void> | void): Promise<void> {
    if (this.#closing) await close();
    else this.#closers.push(close);
  }

  /** Closes everything, even where one of them fails; throws the first failure afterwards. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.toReversed()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
