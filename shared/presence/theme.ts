import type { Rule } from "./appearance";
import type { Hours } from "./hours";
import type { Status } from "./presence";

/** What lights do for each status, and when. */
export interface Theme {
  readonly ruleFor: (status: Status) => Rule;
  /** Absent: always. */
  readonly hours?: Hours;
}
