/** What becomes of a light outside working hours. */
export const OUTSIDE_ACTIONS = ["off", "restore", "leave"] as const;
export type OutsideAction = (typeof OUTSIDE_ACTIONS)[number];

/** When lights follow a presence. A window that crosses midnight belongs to its start day. */
export interface Hours {
  /** IANA name. */
  readonly timezone: string;
  /** 0 is Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`, local time. */
  readonly start: string;
  readonly end: string;
  readonly outside: OutsideAction;
}
