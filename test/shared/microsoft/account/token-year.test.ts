import assert from "node:assert/strict";
import { MicrosoftAccount } from "../../../../shared/microsoft/account/microsoft-account";
import { endpoints } from "../../../../shared/microsoft/registration/registration";
import type { AccessToken } from "../../../../shared/microsoft/account/token-provider";
import { Problem } from "../../../../shared/support/problem";
import type { Clock, Timer } from "../../../../shared/support/clock";
import { seeded } from "../../../support/seeded";
import { turnDate } from "../../../support/turned-date";
import { RecordingLog, REGISTRATION } from "../helpers";
import { ALICE } from "../in-memory-entra";
import { MemoryFiles, RotatingEntra, signInOf, Work } from "../simulated";

const SCOPE = `${endpoints(REGISTRATION).graph}/Presence.Read`;
const READ = { scopes: [SCOPE] };
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const START = Date.parse("2026-11-21T09:00:00.000Z");
const ASK_EVERY = 30 * SECOND;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A clock for long times: few timers, no waiting between them. */
class LongClock implements Clock {
  #now = START;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, ms), run };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Goes to `to`, or only as far as the next timer, which it runs. */
  step(to: number): void {
    let next: { readonly at: number; readonly run: () => void } | undefined;
    for (const timer of this.#timers) if (timer.at <= to && (!next || timer.at < next.at)) next = timer;
    this.#now = Math.max(this.#now, next?.at ?? to);
    if (!next) return;
    this.#timers.delete(next);
    next.run();
  }
}

/** Every hour the network is away for two to five minutes. */
function losses(random: () => number): Span[] {
  return Array.from({ length: YEAR / HOUR }, (_, hour) => {
    const from = START + hour * HOUR + MINUTE + Math.floor(random() * 50 * MINUTE);
    return { from, to: from + 2 * MINUTE + Math.floor(random() * 3 * MINUTE) };
  });
}

describe("a year of tokens", function () {
  this.timeout(180_000);

  it("has one whenever there is a network, and asks for one sign-in after one change of password", async () => {
    const random = seeded(20_261_121);
    const clock = new LongClock();
    const work = new Work();
    const restoreDate = turnDate(clock);
    const entra = new RotatingEntra({ clock, random, work });
    const files = new MemoryFiles(clock, work);
    const log = new RecordingLog();
    const open = (): MicrosoftAccount =>
      new MicrosoftAccount({
        id: "a",
        registration: REGISTRATION,
        files,
        log,
        clock,
        random,
        fetch: entra.fetch,
      });
    let account = open();
    try {
      const signIn = () => signInOf(ALICE, entra.tokens(ALICE, SCOPE), clock.now());
      await account.adopt(signIn());

      const outage: Span = { from: START + 100 * DAY + 3 * HOUR, to: START + 101 * DAY + 3 * HOUR };
      const passwordChange: Span = { from: START + 200 * DAY, to: START + 200 * DAY + 6 * HOUR };
      const restart = START + 300 * DAY;
      const short = losses(random).filter(
        ({ from, to }) =>
          to < outage.from || (from > outage.to + 2 * MINUTE && !within(from, passwordChange)),
      );
      let loss = 0;
      const isLost = (now: number): boolean => {
        while ((short[loss]?.to ?? Infinity) <= now) loss++;
        return now >= (short[loss]?.from ?? Infinity) || within(now, outage);
      };
      entra.trouble = () => (isLost(clock.now()) ? "ENOTFOUND" : undefined);

      const events = [
        { at: outage.to, run: () => Promise.resolve() },
        { at: passwordChange.from, run: () => Promise.resolve(entra.changePassword(ALICE)) },
        { at: passwordChange.to, run: () => account.adopt(signIn()) },
        {
          at: restart,
          run: async () => {
            await account.close();
            account = open();
          },
        },
      ];
      let asks = 0;
      let lastGoodEnd = 0;
      let signInsAskedFor = 0;
      let isAskedFor = false;
      let backAt: number | undefined;
      const without: { at: string; why: string }[] = [];
      const served = { inOutage: 0, toTheEnd: true };

      const ask = async (): Promise<void> => {
        asks++;
        const now = clock.now();
        const answer: { token?: AccessToken; problem?: unknown } = {};
        account.getToken(READ).then(
          (token) => (answer.token = token),
          (problem: unknown) => (answer.problem = problem),
        );
        await work.settles();
        const { token, problem } = answer;
        const isGood = token !== undefined && entra.userOf(token.token) === ALICE;
        if (problem instanceof Problem && problem.code === "sign-in-needed" && !isAskedFor) {
          signInsAskedFor++;
          isAskedFor = true;
        }
        if (isGood) {
          isAskedFor = false;
          lastGoodEnd = token.expiresAt;
          if (within(now, outage)) served.inOutage++;
          if (now >= outage.to) backAt ??= now;
        } else if (within(now, outage)) {
          served.toTheEnd &&= now >= lastGoodEnd;
        } else if (!within(now, passwordChange) && !(now >= outage.to && now < outage.to + MINUTE)) {
          const why = problem instanceof Error ? problem.message : token ? "a dead token" : "waits";
          if (without.length < 5) without.push({ at: new Date(now).toISOString(), why });
        }
      };

      for (let nextAsk = START; clock.now() < START + YEAR;) {
        const event = events[0];
        const to = Math.min(nextAsk, event?.at ?? Infinity);
        while (clock.now() < to) {
          clock.step(to);
          await work.settles();
        }
        if (event && event.at <= clock.now()) {
          events.shift();
          await event.run();
        }
        await ask();
        if (clock.now() >= nextAsk) nextAsk += ASK_EVERY;
      }

      assert.ok(asks > 1_000_000, `${asks} asks`);
      assert.deepEqual(without, []);
      assert.ok(served.inOutage > 30, "tokens serve while the network is away");
      assert.ok(served.toTheEnd, "and to their end");
      const outageEnd = (backAt ?? Infinity) - outage.to;
      assert.ok(outageEnd <= MINUTE, `a token is there ${outageEnd / SECOND} s after the outage`);
      assert.equal(signInsAskedFor, 1);
      assert.ok(entra.requests < 16_000, `${entra.requests} requests to Entra in a year`);
    } finally {
      await account.close();
      restoreDate();
    }
    assert.equal(clock.pending, 0);
  });
});

function within(now: number, { from, to }: Span): boolean {
  return now >= from && now < to;
}
