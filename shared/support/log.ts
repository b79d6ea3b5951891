/** Where the core writes what a person may want to read later; never secrets. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
