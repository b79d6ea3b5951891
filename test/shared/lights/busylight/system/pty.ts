import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { loadSerialPort } from "../../../../../shared/lights/busylight/system/libraries";

/** What a serial port is at its other end, by socat and a pair of pseudo terminals. */
export interface Pty {
  /** Where the port is to be opened. */
  readonly path: string;
  /** Resolves to what has come over the line, in hex, when it is this many bytes. */
  received(length: number): Promise<string>;
  say(text: string): void;
  /** The device is pulled out. */
  end(): Promise<void>;
}

async function started(): Promise<Pty> {
  const socat = spawn("socat", ["-d", "-d", "pty,raw,echo=0", "stdio"], { stdio: "pipe" });
  let got = Buffer.alloc(0);
  socat.stdout.on("data", (bytes: Buffer) => (got = Buffer.concat([got, bytes])));
  // What was said to a device that went does not matter.
  socat.stdin.on("error", () => undefined);
  const path = await pathSaidBy(socat);
  return {
    path,
    async received(length) {
      while (got.length < length) await once(socat.stdout, "data");
      return got.toString("hex");
    },
    say: (text) => void socat.stdin.write(text),
    async end() {
      if (socat.exitCode !== null || socat.signalCode !== null) return;
      socat.kill();
      await once(socat, "exit");
    },
  };
}

/** socat says on its standard error what it has made. */
function pathSaidBy(socat: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    socat.stderr?.on("data", (text: Buffer) => {
      said += text.toString("utf8");
      const path = /N PTY is (\S+)\n/.exec(said)?.[1];
      if (path !== undefined) resolve(path);
    });
    socat.on("error", reject);
    socat.on("exit", () => reject(new Error(`socat made no terminal: ${said}`)));
  });
}

/** Why no serial port can be had here; undefined: one can. */
async function lacking(): Promise<string | undefined> {
  try {
    await loadSerialPort();
    await (await started()).end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split("\n", 1).join("") : String(error);
  }
}

/**
 * A `describe` with the real serialport. Where it or socat is missing it is skipped, loudly; where CI is set only a
 * machine that has no socat is excused.
 */
export function describeOverPty(title: string, body: (start: () => Promise<Pty>) => void): void {
  describe(title, () => {
    const ptys: Pty[] = [];
    before("a serial port", async function () {
      const why = await lacking();
      if (why === undefined) return;
      if (process.env["CI"] && !/socat ENOENT/.test(why))
        throw new Error(`Under CI serial lights must be tested: ${why}`);
      console.error(`\n!! No serial port can be had here, serial lights are NOT tested:\n   ${why}\n`);
      this.skip();
    });
    afterEach(async () => {
      for (const pty of ptys.splice(0)) await pty.end();
    });
    body(async () => {
      const pty = await started();
      ptys.push(pty);
      return pty;
    });
  });
}
