/** Something to be told about: waits for values that fit, from those that came already or from those still to come. */
export class Inbox<T> {
  readonly all: T[] = [];
  readonly #waiting = new Set<{ fits: (value: T) => boolean; resolve: (value: T) => void }>();

  add(value: T): void {
    this.all.push(value);
    for (const waiter of this.#waiting) {
      if (!waiter.fits(value)) continue;
      this.#waiting.delete(waiter);
      waiter.resolve(value);
    }
  }

  /** The first fitting value among those that came, else the first that comes. The test's own time limit bounds the wait. */
  async find(fits: (value: T) => boolean): Promise<T> {
    return this.all.find(fits) ?? this.next(fits);
  }

  /** The first fitting value that comes from now on. */
  next(fits: (value: T) => boolean = () => true): Promise<T> {
    return new Promise((resolve) => this.#waiting.add({ fits, resolve }));
  }

  clear(): void {
    this.all.length = 0;
  }
}
