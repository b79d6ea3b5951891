import type { Holder } from "../bridge/bridge-session";
import type { Home, Look } from "../home/home";
import { Keepsake, type TargetMemory } from "./memory";
import { type Remembered, standingOf } from "./ownership";
import type { TargetPlan } from "./target-plan";

interface Sharing {
  readonly holders: Map<string, Holder>;
  readonly live: Home | undefined;
  hasHeard(lights: readonly string[]): boolean;
}

/** The lights that one target holds, on disk and among the other targets of its bridge. */
export class Holding {
  readonly #keepsake: Keepsake;
  readonly #sharing: Sharing;
  readonly #holder: Holder = { release: (light) => this.#release(light) };

  constructor(keepsake: Keepsake, sharing: Sharing) {
    this.#keepsake = keepsake;
    this.#sharing = sharing;
  }

  /** What is remembered; the first time it is read from disk, and what nobody else holds is held from then on. */
  async memory(): Promise<TargetMemory> {
    const memory = await this.#keepsake.get();
    const { holders } = this.#sharing;
    for (const [id, one] of memory.lights)
      if (one !== "taken" && !holders.has(id)) holders.set(id, this.#holder);
    return memory;
  }

  /** What is known without asking the disk. */
  get now(): TargetMemory {
    return this.#keepsake.now;
  }

  /** Whether another target holds this light. */
  isTaken(light: string): boolean {
    const holder = this.#sharing.holders.get(light);
    return holder !== undefined && holder !== this.#holder;
  }

  /** Before the first write: takes over what others hold, and makes nothing sure. */
  async begin(plan: TargetPlan, memory: TargetMemory): Promise<TargetMemory> {
    const { holders } = this.#sharing;
    const lights = new Map(memory.lights);
    for (const [id, planned] of plan.remember) {
      const before = lights.get(id);
      if (planned === undefined) {
        // It is being given back; a crash in between leaves that to be done.
        if (before !== undefined && before !== "taken") lights.set(id, { ...before, sure: false });
      } else if (planned !== "taken") {
        const other = this.isTaken(id) ? holders.get(id) : undefined;
        // What a group is told reaches all of its lights, also one that somebody has taken since this was planned.
        if (planned === before && !(other && isTogether(plan))) continue;
        const earlier = await other?.release(id);
        holders.set(id, this.#holder);
        lights.set(id, { ...planned, ...(earlier && { earlier }), sure: false });
      }
    }
    const begun = { ...memory, lights };
    await this.#save(begun);
    return begun;
  }

  /** Afterwards, or where nothing was to be written. Lights that did not hear it stay unsure. */
  async finish(
    plan: TargetPlan,
    begun: TargetMemory,
    status: string | undefined,
    unheard: ReadonlySet<string>,
  ): Promise<void> {
    const { holders } = this.#sharing;
    const lights = new Map<string, Remembered>();
    for (const [id, planned] of plan.remember) {
      const before = begun.lights.get(id);
      const kept = planned === undefined && unheard.has(id) ? before : planned;
      if (kept === undefined) {
        if (holders.get(id) === this.#holder) holders.delete(id);
        continue;
      }
      if (kept !== "taken" && !holders.has(id)) holders.set(id, this.#holder);
      const isHeld = kept !== "taken" && before !== undefined && before !== "taken";
      const withEarlier = isHeld ? { ...kept, earlier: before.earlier } : kept;
      const isUnsure = unheard.has(id) && withEarlier !== "taken";
      lights.set(id, isUnsure ? { ...withEarlier, sure: false } : withEarlier);
    }
    await this.#save({ ...(status !== undefined && { status }), lights });
  }

  /** Puts back what was remembered before a write that did not come about. */
  async undo(memory: TargetMemory): Promise<void> {
    await this.#save(memory);
  }

  close(): void {
    const { holders } = this.#sharing;
    for (const [id, holder] of holders) if (holder === this.#holder) holders.delete(id);
  }

  /** What somebody else has taken meanwhile is not ours any more, whatever was planned. */
  #save(memory: TargetMemory): Promise<void> {
    const lights = new Map(
      [...memory.lights].map(([id, one]): [string, Remembered] => {
        return [id, this.isTaken(id) ? "taken" : one];
      }),
    );
    return this.#keepsake.set({ ...memory, lights });
  }

  async #release(light: string): Promise<Look | undefined> {
    const memory = await this.#keepsake.get();
    const held = memory.lights.get(light);
    if (held === undefined || held === "taken") return undefined;
    const { live } = this.#sharing;
    const state = this.#sharing.hasHeard([light]) ? live?.lights.get(light)?.state : undefined;
    await this.#keepsake.set({ ...memory, lights: new Map(memory.lights).set(light, "taken") });
    const isOurs = !state || standingOf(held, state) === "ours";
    return isOurs ? held.earlier : undefined;
  }
}

function isTogether({ steps }: TargetPlan): boolean {
  return steps.some(({ to }) => to !== "light");
}
