import type { BrowserContext, Locator, Page } from "playwright-core";
import { browser } from "./browser";
import type { NodeRedProcess } from "./node-red";
import { allDefinitions, catalogueOf, paletteNodes } from "./palette";

/** The part of the editor's own API that is called inside the page. */
declare const RED: {
  readonly workspaces: { active(): unknown };
  readonly nodes: {
    getType(type: string): { readonly category: string } | undefined;
    node(id: string): EditedNode | null;
    dirty(): boolean;
  };
  readonly editor: {
    edit(node: unknown): void;
    editConfig(property: string, type: string, id: string): void;
  };
  readonly utils: { getNodeLabel(node: EditedNode | null): string };
  readonly sidebar: { readonly help: { show(type: string): void } };
};

export interface EditedNode {
  readonly type: string;
  readonly [property: string]: unknown;
}

export interface View {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

/** Shorter than a test may take, so that what was waited for is named. */
const LONGEST_WAIT_MS = 15_000;

const { types, rawKey } = expectations();

/** Node-RED's editor in a browser, used as a person would. */
export class Editor {
  /** Page errors, console errors, failed or refused requests and requests to other machines, in the order they came. */
  readonly trouble: string[] = [];
  readonly page: Page;
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.#context = context;
    this.page = page;
    page.on("pageerror", (error) => {
      if (!isOfTips(error)) this.trouble.push(`page error: ${error.stack ?? error.message}`);
    });
    page.on("console", (message) => {
      if (message.type() === "error") this.trouble.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (/^https?:/.test(url) && !url.startsWith(`${origin}/`)) this.trouble.push(`asks elsewhere: ${url}`);
    });
    page.on("requestfailed", (request) => {
      // Leaving a page aborts what it was still asking for.
      const reason = request.failure()?.errorText;
      if (reason !== "net::ERR_ABORTED") this.trouble.push(`failed: ${request.url()} ${reason}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.trouble.push(`${response.status()}: ${response.url()}`);
    });
  }

  /** Opens the editor and waits until all our nodes are in its palette. */
  static async open(
    red: NodeRedProcess,
    { theme = "light", width = 1280, height = 900 }: View = {},
  ): Promise<Editor> {
    const running = await browser();
    if (!running) throw new Error("No browser runs here: use describeInBrowser.");
    const context = await running.newContext({
      viewport: { width, height },
      locale: "en-US",
      // Windows that the editor opens show the pretend Microsoft, whose certificate a person would click away.
      ignoreHTTPSErrors: true,
    });
    await context.addInitScript(`localStorage.setItem("view-dark-theme", ${JSON.stringify(theme)})`);
    context.setDefaultTimeout(LONGEST_WAIT_MS);
    const page = await context.newPage();
    const editor = new Editor(context, page, red.origin);
    await page.goto(red.origin);
    await editor.#ready();
    return editor;
  }

  async #ready(): Promise<void> {
    await this.page.waitForFunction(
      (types) =>
        typeof RED !== "undefined" &&
        Boolean(RED.workspaces.active()) &&
        types.every((type) => Boolean(RED.nodes.getType(type))),
      types,
    );
    await this.page.locator("#red-ui-loading-progress").waitFor({ state: "hidden" });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  /** What the editor knows of a node: its properties, `undefined` for a node it does not have. */
  async node(id: string): Promise<EditedNode | undefined> {
    const text = await this.page.evaluate((id) => {
      const node = RED.nodes.node(id);
      if (!node) return undefined;
      // Besides the properties there are the editor's own objects, such as an open text editor.
      const isData = (value: unknown): boolean =>
        typeof value !== "object" ||
        value === null ||
        Array.isArray(value) ||
        Object.getPrototypeOf(value) === Object.prototype;
      const own = Object.entries(node).filter(
        ([name, value]) => !name.startsWith("_") && name !== "users" && isData(value),
      );
      return JSON.stringify(Object.fromEntries(own));
    }, id);
    return text === undefined ? undefined : (JSON.parse(text) as EditedNode);
  }

  /** What the editor calls it where it lists nodes. */
  async label(id: string): Promise<string> {
    return this.page.evaluate((id) => RED.utils.getNodeLabel(RED.nodes.node(id)), id);
  }

  /** Opens the dialog of a node or a configuration and waits until it stands still. */
  async edit(id: string): Promise<Dialog> {
    const isConfig = await this.page.evaluate((id) => {
      const node = RED.nodes.node(id);
      if (!node) throw new Error(`There is no node ${id}`);
      const isConfig = RED.nodes.getType(node.type)?.category === "config";
      if (isConfig) RED.editor.editConfig("", node.type, id);
      else RED.editor.edit(node);
      return isConfig;
    }, id);
    return Dialog.opened(this.page, isConfig);
  }

  /** Opens the dialog of a configuration that does not exist yet. */
  async add(type: string): Promise<Dialog> {
    await this.page.evaluate((type) => RED.editor.editConfig("", type, "_ADD_"), type);
    return Dialog.opened(this.page, true);
  }

  /** Presses Deploy and waits until Node-RED has taken the flow. */
  async deploy(): Promise<void> {
    const taken = this.page.waitForResponse(
      (response) => response.request().method() === "POST" && new URL(response.url()).pathname === "/flows",
    );
    await this.page.locator("#red-ui-header-button-deploy").click();
    await taken;
    await this.page.waitForFunction(() => !RED.nodes.dirty());
  }

  /** Deploys although a node is not complete yet, as Node-RED then asks. */
  async deployAnyway(): Promise<void> {
    await this.page.locator("#red-ui-header-button-deploy").click();
    const taken = this.page.waitForResponse(
      (response) => response.request().method() === "POST" && new URL(response.url()).pathname === "/flows",
    );
    await this.page.getByRole("button", { name: "Confirm deploy" }).click();
    await taken;
    await this.page.waitForFunction(() => !RED.nodes.dirty());
  }

  /** The text under a node on the canvas. */
  statusOf(id: string): Locator {
    return this.page.locator(`[id="${id}"] .red-ui-flow-node-status-label`);
  }

  /** Shows a type's help in the sidebar; the help. */
  async help(type: string): Promise<Locator> {
    await this.page.evaluate((type) => RED.sidebar.help.show(type), type);
    const help = this.page.locator(".red-ui-help").filter({ visible: true }).first();
    await help.waitFor();
    return help;
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

/** Node-RED 5 shows its first tip after a second, also where a slow machine has no place for it yet. */
function isOfTips({ message, stack = "" }: Error): boolean {
  return message.endsWith("(reading 'html')") && /^\s+at a \(.*\/red\/red\.min\.js\?[^\n]*\)$/m.test(stack);
}

/** One open dialog: the topmost tray. */
export class Dialog {
  readonly tray: Locator;
  readonly #page: Page;
  readonly #buttons: string;

  private constructor(page: Page, isConfig: boolean) {
    this.#page = page;
    this.tray = page.locator(".red-ui-tray").last();
    this.#buttons = isConfig ? "#node-config-dialog" : "#node-dialog";
  }

  static async opened(page: Page, isConfig: boolean): Promise<Dialog> {
    const dialog = new Dialog(page, isConfig);
    const button = page.locator(`${dialog.#buttons}-ok`);
    await button.waitFor();
    await (await button.elementHandle())?.waitForElementState("stable");
    return dialog;
  }

  /** The field of a property, by the id that Node-RED wants it to have. */
  field(property: string): Locator {
    const prefix = this.#buttons.replace("-dialog", "-input");
    return this.tray.locator(`${prefix}-${property}`);
  }

  done(): Promise<void> {
    return this.#press("ok");
  }

  cancel(): Promise<void> {
    return this.#press("cancel");
  }

  async #press(which: "ok" | "cancel"): Promise<void> {
    const button = this.#page.locator(`${this.#buttons}-${which}`);
    await button.click();
    await button.waitFor({ state: "detached" });
  }

  /** The properties whose fields are marked as wrong. */
  wrongFields(): Promise<readonly string[]> {
    return this.tray
      .locator(".input-error")
      .evaluateAll((fields) =>
        fields.map((field) => String((field as { id?: string }).id).replace(/^node-(config-)?input-/, "")),
      );
  }

  /** The parts that reach out sideways, with both widths in pixels. */
  tooWide(): Promise<readonly string[]> {
    return this.tray.locator(".red-ui-tray-content, form").evaluateAll((parts) =>
      parts
        .map((part) => part as unknown as { scrollWidth: number; clientWidth: number; className: string })
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} in ${clientWidth}`),
    );
  }
}

/** Keys of our catalogues that stand where their text should be: in visible text, tooltips, placeholders and labels. */
export async function rawKeysIn(place: Locator): Promise<readonly string[]> {
  const texts = [
    await place.innerText(),
    ...(await place.locator("[title], [placeholder], [aria-label], option").evaluateAll((elements) =>
      elements.flatMap((element) => {
        const { attributes, textContent } = element as unknown as {
          attributes: Record<string, { value: string } | undefined>;
          textContent: string;
        };
        const shown = ["title", "placeholder", "aria-label"].map((name) => attributes[name]?.value ?? "");
        return [...shown, textContent];
      }),
    )),
  ];
  return [...new Set(texts.flatMap((text) => text.match(rawKey) ?? []))];
}

function expectations(): { readonly types: string[]; readonly rawKey: RegExp } {
  const tops = new Set(
    paletteNodes.flatMap((node) => [...catalogueOf(node).keys()].map((key) => key.split(".")[0] ?? "")),
  );
  return {
    types: [...allDefinitions().keys()],
    rawKey: new RegExp(`(?<![\\w./-])(?:${[...tops].join("|")})(?:\\.[\\w-]+)+`, "g"),
  };
}
