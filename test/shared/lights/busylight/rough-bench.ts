import assert from "node:assert/strict";
import { PretendUsb } from "../../../../sandbox/usb/pretend-usb";
import { type Claim, type ClaimOptions, LightHub } from "../../../../shared/lights/busylight/hub";
import { parseSelector } from "../../../../shared/lights/busylight/selector";
import { silentLog } from "../../../../shared/support/log";
import { asProblem } from "../../../../shared/support/problem";
import { FakeClock, settle } from "../../../support/fake-clock";
import { WallClock } from "./clocks";
import { RoughDriver } from "./rough-driver";

/** A node, and what it was told. */
export interface Holder {
  readonly claim: Claim;
  readonly told: string[];
  readonly presses: string[];
}

/** Nodes that share pretend lights, in a world where everything may go wrong. */
export class RoughBench {
  readonly clock = new FakeClock();
  readonly wall = new WallClock(this.clock);
  readonly usb = new PretendUsb();
  readonly driver = new RoughDriver(this.usb);
  readonly hub = new LightHub({ driver: this.driver, clock: this.wall, log: silentLog });

  async hold(owner: string, device = "any", more: Partial<ClaimOptions> = {}): Promise<Holder> {
    const holder = this.claim(owner, device, more);
    await settle();
    return holder;
  }

  claim(owner: string, device = "any", more: Partial<ClaimOptions> = {}): Holder {
    const selector = parseSelector(device);
    assert.ok(selector, device);
    const [told, presses]: [string[], string[]] = [[], []];
    const claim = this.hub.claim({
      owner,
      selector,
      mappings: [],
      plain: true,
      onClose: "off",
      onState: (state) => void told.push(state.kind === "ok" ? "ok" : state.problem.code),
      onButton: (event, light) => void presses.push(`${event} ${light}`),
      ...more,
    });
    return { claim, told, presses };
  }

  /** The answer or the code of the problem. */
  async ask({ claim }: Holder, ...asked: Parameters<Claim["ask"]>): Promise<string> {
    return this.#end(claim.ask(...asked));
  }

  /** "done" where it has ended after that many milliseconds. */
  async isDone(work: Promise<unknown>, ms = 0): Promise<string> {
    return this.#end(
      work.then(() => "done"),
      ms,
    );
  }

  /** The colour in a port, as text. */
  color(port: string): string {
    const shown = this.usb.shown(port);
    if (!shown) return "no light";
    const { red, green, blue } = shown.color;
    return `${red},${green},${blue}${shown.effect === "none" ? "" : ` ${shown.effect}`}`;
  }

  get openLights(): number {
    return this.usb.lights().filter(({ isOpen }) => isOpen).length;
  }

  async #end(work: Promise<string>, ms = 0): Promise<string> {
    const ends: string[] = [];
    work.then(
      (end) => ends.push(end),
      (error: unknown) => ends.push(asProblem(error).code),
    );
    await settle();
    await this.clock.advance(ms);
    await settle();
    return ends[0] ?? "nothing yet";
  }
}
