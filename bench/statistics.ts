export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
}

/** Of at least one value; the percentile is the smallest value that at least that part of all does not exceed. */
export function summaryOf(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, median: at(0.5), p95: at(0.95), worst: at(1) };
}
