import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answering } from "../../../../homebridge-plugin/settings/server/answer";
import { SettingsServer } from "../../../../homebridge-plugin/settings/server/settings-server";
import type { SignInState } from "../../../../shared/microsoft/sign-in/sessions/sign-in-state";
import { isJsonObject } from "../../../../shared/support/json-object";
import type { Problem, ProblemText } from "../../../../shared/support/problem";
import { call, startTestCloud, type TestCloud, type TestCloudOptions } from "../../../sandbox/cloud/support";
import { diskAtRest } from "../../../support/disk";
import { Inbox } from "../../../support/inbox";
import { Lines } from "../../../support/lines";

/** What the page is refused with. */
export class Refusal extends Error {
  readonly text: ProblemText;
  constructor({ title, text }: Problem) {
    super(title);
    this.text = text;
  }
}

export interface PageEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One opening of the settings page: asks its server as the library would. */
export class OpenPage {
  readonly server: SettingsServer;
  readonly events = new Inbox<PageEvent>();
  /** The block as the page has it. */
  block: object;

  constructor(server: (tell: (event: string, data: object) => void) => SettingsServer, block: object) {
    this.server = server((event, data) =>
      this.events.add(structuredClone({ event, data: data as PageEvent["data"] })),
    );
    this.block = block;
  }

  /** What the server answers, as it would arrive. Rejects with Refusal. */
  async ask(path: string, body: unknown): Promise<Record<string, unknown>> {
    const handler = this.server.handlers[path];
    assert.ok(handler, `nobody answers ${path}`);
    const answer = await answering(handler, (problem) => new Refusal(problem))(body);
    const sent: unknown = JSON.parse(JSON.stringify(answer));
    assert.ok(isJsonObject(sent));
    return { ...sent };
  }

  askFor(path: string, account = "work", more: object = {}): Promise<Record<string, unknown>> {
    return this.ask(path, { block: this.block, account, ...more });
  }

  async state(account?: string): Promise<SignInState> {
    return (await this.askFor("/sign-in", account)) as unknown as SignInState;
  }
}

/** A pretend Microsoft, a storage directory, and the pages that are opened over them. */
export class TestHome {
  readonly test: TestCloud;
  readonly storage = mkdtempSync(join(tmpdir(), "teams-presence-settings-"));
  readonly configPath = join(this.storage, "config.json");
  readonly log = new Lines();
  /** When Graph was asked, by the clock of the test. */
  readonly graphAskedAt: number[] = [];
  readonly #open = new Set<OpenPage>();
  /** How many requests are under way. */
  #asking = 0;

  private constructor(test: TestCloud) {
    this.test = test;
  }

  static async start(options: TestCloudOptions = {}): Promise<TestHome> {
    return new TestHome(await startTestCloud({ intervalSeconds: 0.01, ...options }));
  }

  get folder(): string {
    return join(this.storage, "teams-presence");
  }

  account(properties: object = {}): object {
    const { cloud } = this.test;
    return {
      id: "work",
      name: "Work",
      cloud: "custom",
      authority: cloud.entra.origin,
      graph: cloud.graph.origin,
      tenant: cloud.tenant,
      clientId: cloud.clientId,
      ...properties,
    };
  }

  block(properties: object = {}): object {
    return { accounts: [this.account()], ...properties };
  }

  /** What Homebridge's UI writes when the page is saved. */
  save(...blocks: readonly object[]): void {
    const platforms = blocks.map((block) => ({ platform: "TeamsPresence", ...block }));
    writeFileSync(this.configPath, JSON.stringify({ bridge: {}, accessories: [], platforms }));
  }

  async openPage(block: object = this.block()): Promise<OpenPage> {
    const { clock } = this.test;
    const page = new OpenPage(
      (tell) =>
        new SettingsServer({
          storage: this.storage,
          configPath: this.configPath,
          tell,
          clock,
          log: this.log,
          fetch: this.#reach,
        }),
      block,
    );
    this.#open.add(page);
    await this.until(page.server.start());
    return page;
  }

  async closePage(page: OpenPage): Promise<void> {
    await this.until(page.server.close());
    this.#open.delete(page);
  }

  /** Signs somebody in with a code; gives how that ends once it is no longer pending. */
  async signIn(page: OpenPage, slug = "alice", account = "work"): Promise<SignInState> {
    const { userCode } = await this.until(page.askFor("/sign-in/begin", account));
    const ended = this.#outcome(page, account);
    this.test.cloud.approve(String(userCode), slug);
    return this.until(ended);
  }

  /** How an open sign-in ends. */
  async outcome(page: OpenPage, account = "work"): Promise<SignInState> {
    return this.until(this.#outcome(page, account));
  }

  /** Lets time go by until something has happened: answers come over real sockets, in their own time. */
  async until<T>(happened: Promise<T>): Promise<T> {
    const waiting = new Set([happened]);
    const over = (): void => waiting.clear();
    happened.then(over, over);
    // Nobody is to run out of time who waits for an answer, or a file, that is on its way.
    for (; waiting.size > 0; await diskAtRest()) if (this.#asking === 0) await this.test.clock.advance(10);
    return happened;
  }

  async close(): Promise<void> {
    for (const page of this.#open) await this.closePage(page);
    await this.test.cloud.close();
    rmSync(this.storage, { recursive: true, force: true });
  }

  async #outcome(page: OpenPage, account: string): Promise<SignInState> {
    for (;;) {
      const changed = page.events.next(
        ({ event, data }) => event === "sign-in" && data["account"] === account,
      );
      const state = await page.state(account);
      if (state.state !== "pending") return state;
      await changed;
    }
  }

  readonly #reach: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input;
    const headers = Object.fromEntries(new Headers(init?.headers));
    const { method, body } = init ?? {};
    if (String(url).startsWith(this.test.cloud.graph.origin)) this.graphAskedAt.push(this.test.clock.now());
    this.#asking++;
    const reply = await call(String(url), {
      headers,
      ...(method === undefined ? {} : { method }),
      ...(typeof body === "string" ? { body } : {}),
    }).finally(() => this.#asking--);
    const date = new Date(this.test.clock.now()).toUTCString();
    return new Response(reply.body, {
      status: reply.status,
      headers: { date, "content-type": reply.headers["content-type"] ?? "" },
    });
  };
}
