import type { Log } from "../../shared/support/log";
import { Inbox } from "./inbox";

/** A log whose lines a test reads, each with its level before it. */
export class Lines extends Inbox<string> implements Log {
  readonly debug = (text: string): void => this.add(`debug ${text}`);
  readonly info = (text: string): void => this.add(`info ${text}`);
  readonly warn = (text: string): void => this.add(`warn ${text}`);
  readonly error = (text: string): void => this.add(`error ${text}`);

  /** Those that somebody who runs it sees. */
  get shown(): readonly string[] {
    return this.all.filter((line) => !line.startsWith("debug "));
  }
}
