import assert from "node:assert/strict";
import { tryLight } from "../../../nodes/hue-light/try-light";
import type { Answer, Connection } from "../../../shared/lights/hue/wire/connection";
import type { LightBody } from "../../../shared/lights/hue/home/light-body";
import { FakeClock, settle } from "../../support/fake-clock";

const BLUE = { x: 0.15, y: 0.06 };

/** A light that obeys; `has` names what it can do besides being switched. */
class PretendLight implements Connection {
  readonly puts: LightBody[] = [];
  warnings: readonly string[] = [];

  constructor(
    public on: boolean,
    public xy = { x: 0.2, y: 0.2 },
    public brightness = 35,
    readonly has: "colour" | "nothing" = "colour",
  ) {}

  async request(method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<Answer> {
    assert.equal(path, "/resource/light/l1");
    if (method === "GET") return { status: 200, data: [this.#resource()], warnings: [] };
    const put = body as LightBody;
    this.puts.push(put);
    this.on = put.on?.on ?? this.on;
    this.xy = put.color?.xy ?? this.xy;
    this.brightness = put.dimming?.brightness ?? this.brightness;
    return { status: 200, data: [], warnings: this.warnings };
  }

  get look() {
    return { on: this.on, xy: this.xy, brightness: this.brightness };
  }

  #resource(): object {
    const { on, xy, brightness } = this;
    return { id: "l1", on: { on }, ...(this.has === "colour" && { color: { xy }, dimming: { brightness } }) };
  }
}

describe("a lamp that is tried", () => {
  function begin(connection: PretendLight) {
    const clock = new FakeClock();
    const tried = tryLight({ connection, id: "l1", color: "#0000ff", maxBrightness: 60, clock });
    const end = async (): Promise<void> => {
      await settle();
      await clock.advance(2000);
      await clock.advance(100);
      await tried;
      assert.equal(clock.pending, 0);
    };
    return { clock, end, tried };
  }

  for (const [what, light] of [
    ["lit", new PretendLight(true)],
    ["off", new PretendLight(false)],
    ["in just this colour", new PretendLight(true, BLUE, 60)],
    ["with nothing but a switch, on", new PretendLight(true, BLUE, 60, "nothing")],
    ["with nothing but a switch, off", new PretendLight(false, BLUE, 60, "nothing")],
  ] as const)
    it(`looks different for two seconds, then as before: ${what}`, async () => {
      const before = light.look;
      const { clock, end } = begin(light);
      await settle();
      await clock.advance(1999);
      assert.notDeepEqual(light.look, before);
      assert.ok(light.brightness <= 60, "not brighter than allowed");
      await clock.advance(1);
      await end();
      assert.deepEqual(light.look, before);
    });

  it("keeps what somebody else sets meanwhile", async () => {
    const light = new PretendLight(true);
    const { end } = begin(light);
    await settle();
    light.xy = { x: 0.5, y: 0.4 };
    await end();
    assert.deepEqual(light.xy, { x: 0.5, y: 0.4 });
  });

  it("tells when it does not hear the bridge", async () => {
    const light = new PretendLight(true);
    light.warnings = ["device (light) has communication issues, command (.on.on) may not have effect"];
    await assert.rejects(begin(light).tried, { code: "light-unreachable" });
  });
});
