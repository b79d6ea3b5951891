import type { Clock } from "../../shared/support/clock";

/** Makes the global Date tell the time of `clock`, for libraries that ask nobody else. Gives what ends that. */
export function turnDate(clock: Pick<Clock, "now">): () => void {
  const real = globalThis.Date;
  globalThis.Date = new Proxy(real, {
    construct: (target, values: unknown[]) =>
      values.length === 0 ? new target(clock.now()) : (Reflect.construct(target, values) as Date),
    get: (target, key) => (key === "now" ? () => clock.now() : (Reflect.get(target, key) as unknown)),
  });
  return () => {
    globalThis.Date = real;
  };
}
