import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where systems keep a Chromium that can be driven. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Quiet and alone: nothing is fetched that no page asks for, and no other machine has a name. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

let launched: Promise<Browser | undefined> | undefined;

async function launch(): Promise<Browser | undefined> {
  const reasons: string[] = [];
  for (const find of [systemChromium, bundledChromium]) {
    try {
      const { path, args } = await find();
      return await chromium.launch({ executablePath: path, headless: true, args: [...ARGUMENTS, ...args] });
    } catch (error) {
      reasons.push(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
    }
  }
  console.error(`\n!! No browser runs here, the editor is NOT tested:\n   ${reasons.join("\n   ")}\n`);
  return undefined;
}

interface Program {
  readonly path: string;
  readonly args: readonly string[];
}

async function systemChromium(): Promise<Program> {
  const { CHROME_PATH } = process.env;
  const path = [...(CHROME_PATH ? [CHROME_PATH] : []), ...PLACES].find((place) => existsSync(place));
  if (path === undefined) throw new Error("No Chromium is installed, and CHROME_PATH names none.");
  return { path, args: [] };
}

async function bundledChromium(): Promise<Program> {
  const { default: bundled } = await import("@sparticuz/chromium");
  return { path: await bundled.executablePath(), args: bundled.args };
}

/** The one browser of this run; undefined where none runs. */
export function browser(): Promise<Browser | undefined> {
  launched ??= launch();
  return launched;
}

/** A `describe` whose tests need a browser. Without one they are skipped, loudly; where CI is set they fail. */
export function describeInBrowser(title: string, body: () => void): void {
  describe(title, function () {
    this.timeout(30_000);
    before("a browser", async function () {
      this.timeout(60_000);
      if (await browser()) return;
      if (process.env["CI"]) throw new Error("No browser runs here, and under CI the editor must be tested.");
      this.skip();
    });
    body();
  });
}

after("the browser ends", async () => {
  await (await launched)?.close();
});
