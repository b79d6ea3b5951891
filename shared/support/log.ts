/** Where the core writes what a person may want to read later; never secrets. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Writes to the first of these, whichever that is at the time; to none where there is none. */
export function firstOf(logs: () => Iterable<Log>): Log {
  const first = (): Log => {
    for (const log of logs()) return log;
    return silentLog;
  };
  return {
    debug: (text) => first().debug(text),
    info: (text) => first().info(text),
    warn: (text) => first().warn(text),
    error: (text) => first().error(text),
  };
}
