import { join } from "node:path";
import type { Page } from "playwright-core";
import type { House } from "../../sandbox/api/house";
import { startSandboxApi } from "../../sandbox/api/server";
import { browser } from "./browser";
import { root } from "./packed";

/** The sandbox's page in a browser. */
export interface SandboxPage {
  readonly page: Page;
  /** What the console and errors of the page said, in the order it came. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Serves the page that shows a house and opens it, `width` pixels wide. */
export async function openSandboxPage(house: House, width: number): Promise<SandboxPage> {
  const running = await browser();
  if (!running) throw new Error("No browser runs here: use describeInBrowser.");
  const api = await startSandboxApi({ house, port: 0, pageDir: join(root, ".build", "sandbox", "page") });
  const context = await running.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(api.url);
  return {
    page,
    complaints,
    async close(): Promise<void> {
      await context.close();
      await api.close();
    },
  };
}
