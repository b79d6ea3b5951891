import type { Holder } from "../bridge/bridge-commons";
import type { Home, Look } from "../home/home";
import type { LightState } from "../home/light-state";
import { Keepsake, type TargetMemory } from "./memory";
import { type Remembered, standingOf } from "./ownership";
import type { TargetPlan } from "./target-plan";

interface Sharing {
  readonly holders: Map<string, Holder>;
  readonly live: Home | undefined;
  wroteLately(light: string): boolean;
}

/** The lights that one target holds, on disk and among the other targets of its bridge. */
export class Holding {
  readonly #keepsake: Keepsake;
  readonly #sharing: Sharing;
  /** Lights whose earlier look the last `begin` got from another holder, which has it no more. */
  #takenOver: ReadonlySet<string> = new Set();
  #closed = false;
  readonly #holder: Holder = { release: (light, state) => this.#release(light, state) };

  constructor(keepsake: Keepsake, sharing: Sharing) {
    this.#keepsake = keepsake;
    this.#sharing = sharing;
  }

  /** What is remembered; the first time it is read from disk, and what nobody else holds is held from then on. */
  async memory(): Promise<TargetMemory> {
    const memory = await this.#keepsake.get();
    const { holders } = this.#sharing;
    // A slow disk may answer when somebody else goes on already.
    if (this.#closed) return memory;
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

  /** Before the first write: takes over what others hold, and makes nothing sure. `states`, just read, are what the plan is made of. */
  async begin(
    plan: TargetPlan,
    memory: TargetMemory,
    states: ReadonlyMap<string, LightState>,
  ): Promise<TargetMemory> {
    const { holders } = this.#sharing;
    const lights = new Map(memory.lights);
    const takenOver = new Set<string>();
    const written = new Set(plan.steps.flatMap((step) => (step.to === "light" ? [step.id] : [])));
    for (const [id, planned] of plan.remember) {
      const before = lights.get(id);
      if (planned === undefined) {
        // It is being given back; a crash in between leaves that to be done. What is only forgotten is somebody else's.
        if (!written.has(id)) lights.delete(id);
        else if (before !== undefined && before !== "taken") lights.set(id, { ...before, sure: false });
      } else if (planned !== "taken") {
        const other = this.isTaken(id) ? holders.get(id) : undefined;
        // What a group is told reaches all of its lights, also one that somebody has taken since this was planned.
        if (planned === before && !(other && isTogether(plan))) continue;
        const earlier = await other?.release(id, states.get(id));
        if (earlier) takenOver.add(id);
        holders.set(id, this.#holder);
        lights.set(id, { ...planned, ...(earlier && { earlier }), sure: false });
      }
    }
    this.#takenOver = takenOver;
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
    // What the bridge does not name just now, as while it starts, is not forgotten.
    const lights = new Map([...begun.lights].filter(([id]) => !plan.remember.has(id)));
    for (const [id, planned] of plan.remember) {
      const before = begun.lights.get(id);
      const kept = planned === undefined && unheard.has(id) ? before : planned;
      if (kept === undefined) {
        if (holders.get(id) === this.#holder) holders.delete(id);
        continue;
      }
      if (kept !== "taken" && !holders.has(id)) holders.set(id, this.#holder);
      // Where nothing was written nothing was taken over either: the plan itself knows what was there.
      const isBegun = plan.steps.length > 0 && before !== undefined && before !== "taken";
      const isHeld = kept !== "taken" && isBegun;
      const withEarlier = isHeld ? { ...kept, earlier: before.earlier } : kept;
      const isUnsure = unheard.has(id) && withEarlier !== "taken";
      lights.set(id, isUnsure ? { ...withEarlier, sure: false } : withEarlier);
    }
    await this.#save({ ...(status !== undefined && { status }), lights });
  }

  /** What was shown has ended where nothing was to be given back. */
  async end(): Promise<void> {
    await this.#save({ lights: new Map() });
  }

  /** Puts back what was remembered before a write that did not come about; what was taken over from others stays ours. */
  async undo(memory: TargetMemory, begun: TargetMemory): Promise<void> {
    const lights = new Map(memory.lights);
    for (const id of this.#takenOver) {
      const held = begun.lights.get(id);
      if (held !== undefined) lights.set(id, held);
    }
    await this.#save({ ...memory, lights });
  }

  close(): void {
    this.#closed = true;
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

  async #release(light: string, state: LightState | undefined): Promise<Look | undefined> {
    const memory = await this.#keepsake.get();
    const held = memory.lights.get(light);
    if (held === undefined || held === "taken") return undefined;
    const { live } = this.#sharing;
    const isActive = (scene: string): boolean => live?.scenes.get(scene)?.active === true;
    await this.#keepsake.set({ ...memory, lights: new Map(memory.lights).set(light, "taken") });
    // What was read before our own last write says nothing about a hand.
    const isUnknown = !state || this.#sharing.wroteLately(light);
    return isUnknown || standingOf(held, state, isActive) === "ours" ? held.earlier : undefined;
  }
}

function isTogether({ steps }: TargetPlan): boolean {
  return steps.some(({ to }) => to !== "light");
}
