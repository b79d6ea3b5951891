import { join } from "node:path";
import type { BrowserContext, Frame, Locator, Page } from "playwright-core";
import { browser } from "./browser";
import type { HomebridgeUi } from "./homebridge-ui";

export interface SettingsView {
  readonly theme?: "light" | "dark";
  /** One that Homebridge's UI has, such as `de`. */
  readonly language?: string;
  readonly width?: number;
  readonly height?: number;
}

/** Shorter than a test may take, so that what was waited for is named. */
const LONGEST_WAIT_MS = 15_000;

/** The UI brings millions of bytes, its words in thirty languages among them, before it shows anything. */
const LONGEST_START_MS = 30_000;

/** Pixels above and below a dialog, with room to spare. */
const ROUND_DIALOG = 400;

const SETTINGS = 'iframe[src*="/settings-ui/"]';

/** The plugin's settings in Homebridge's UI in a browser, used as a person would. */
export class SettingsPage {
  /**
   * Page errors, console errors, failed or refused requests and requests to other machines, in the order they came: of the
   * settings and of the UI around them while they are open. Before and after that the UI makes trouble of its own.
   */
  readonly trouble: string[] = [];
  readonly page: Page;
  readonly #ui: HomebridgeUi;
  readonly #context: BrowserContext;
  #open = false;

  private constructor(ui: HomebridgeUi, context: BrowserContext, page: Page) {
    this.#ui = ui;
    this.#context = context;
    this.page = page;
    page.on("pageerror", (error) => this.#note(`page error: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.#note(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (/^https?:/.test(url) && !url.startsWith(`${ui.origin}/`)) this.#note(`asks elsewhere: ${url}`);
    });
    page.on("requestfailed", (request) => {
      // Leaving a page aborts what it was still asking for.
      const reason = request.failure()?.errorText;
      if (reason !== "net::ERR_ABORTED") this.#note(`failed: ${request.url()} ${reason}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.#note(`${response.status()}: ${response.url()}`);
    });
  }

  #note(what: string): void {
    if (this.#open) this.trouble.push(what);
  }

  /** Opens the UI where it lists the plugins. `openSettings` goes on from there. */
  static async open(
    ui: HomebridgeUi,
    { theme = "light", language = "en", width = 1280, height = 1000 }: SettingsView = {},
  ): Promise<SettingsPage> {
    const running = await browser();
    if (!running) throw new Error("No browser runs here: use describeInBrowser.");
    await ui.change({ lang: language });
    const context = await running.newContext({
      viewport: { width, height },
      locale: "en-US",
      colorScheme: theme,
      // Windows that the settings open show the pretend Microsoft, whose certificate a person would click away.
      ignoreHTTPSErrors: true,
    });
    context.setDefaultTimeout(LONGEST_WAIT_MS);
    const page = await context.newPage();
    const settings = new SettingsPage(ui, context, page);
    await settings.#list();
    return settings;
  }

  /** What the UI follows unless its own settings say otherwise: settings that are opened from now on have it. */
  change(theme: "light" | "dark"): Promise<void> {
    return this.page.emulateMedia({ colorScheme: theme });
  }

  /** Opens the plugin's settings and waits until they show something; closes whatever dialog is open before. */
  async openSettings(): Promise<Frame> {
    await this.close();
    this.#open = true;
    // By its icons and not by its words: these are in the language that was asked for.
    await this.#card.locator(".dropdown-toggle").click();
    await this.#card.locator(".dropdown-item", { has: this.page.locator(".fa-sliders") }).click();
    const frame = await (await this.page.locator(SETTINGS).elementHandle())?.contentFrame();
    if (!frame) throw new Error("The dialog has no page of the plugin's");
    await frame.waitForURL(/\/settings-ui\//);
    await frame.locator("body").waitFor();
    return frame;
  }

  /** The dialog that is open: the settings, or what the UI asks after they were saved. */
  get dialog(): Locator {
    return this.page.locator("ngb-modal-window").last();
  }

  get saveButton(): Locator {
    return this.dialog.locator(".modal-footer .btn-primary");
  }

  /** Saves as the dialog's button does, leaves what the UI then asks, and gives what config.json has of the plugin. */
  async save(): Promise<HomebridgeUi["platform"]> {
    const written = this.page.waitForResponse(
      (response) =>
        response.request().method() === "POST" &&
        new URL(response.url()).pathname === `/api/config-editor/plugin/${this.#ui.plugin}`,
    );
    await this.saveButton.click();
    const response = await written;
    this.#open = false;
    if (!response.ok()) throw new Error(`Not saved: ${response.status()} ${await response.text()}`);
    const { platform } = this.#ui;
    await this.page.locator(SETTINGS).waitFor({ state: "detached" });
    await this.dialog.waitFor();
    // Whoever saves for the first time cannot but answer whether the plugin becomes a bridge of its own.
    if ((await this.#closeButton.count()) === 0) await this.#list();
    else await this.close();
    return platform;
  }

  /** Closes the dialog that is open without saving; the server of the settings ends with it. */
  async close(): Promise<void> {
    this.#open = false;
    if ((await this.dialog.count()) === 0) return;
    await this.#closeButton.click();
    await this.dialog.waitFor({ state: "detached" });
  }

  /** Keeps a picture of the dialog, for whoever names a folder for it. */
  async picture(name: string): Promise<void> {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS === undefined) return;
    const content = this.dialog.locator(".modal-content").last();
    const before = this.page.viewportSize();
    const { height } = (await content.boundingBox()) ?? { height: 0 };
    // What a frame does not show is not painted.
    if (before) await this.page.setViewportSize({ ...before, height: Math.ceil(height) + ROUND_DIALOG });
    await content.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    if (before) await this.page.setViewportSize(before);
  }

  /** Closes the browser's window. */
  dispose(): Promise<void> {
    return this.#context.close();
  }

  get #closeButton(): Locator {
    return this.dialog.locator(".modal-header .btn-close");
  }

  async #list(): Promise<void> {
    await this.page.goto(`${this.#ui.origin}/plugins`);
    await this.#card.waitFor({ timeout: LONGEST_START_MS });
  }

  get #card(): Locator {
    return this.page.locator(".card", { hasText: this.#ui.plugin });
  }
}
