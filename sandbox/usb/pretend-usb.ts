import { Problem } from "../../shared/support/problem";
import type { LightTrouble } from "./light-trouble";
import { PRETEND_FAMILIES } from "./pretend-families";
import type { PretendLight, Received, Shown } from "./pretend-light";

/** A light as one buys it. */
export interface LightSetup {
  /** `vid:pid`, four lower-case hex digits each. */
  readonly id: string;
  readonly family: string;
  readonly model: string;
  readonly manufacturer?: string;
  readonly product: string;
  readonly serialNumber?: string;
  readonly release?: number;
  readonly interface?: number;
  readonly transport?: "hid" | "serial";
  /** Where it is plugged in, like `1-1.4`; each light its own. */
  readonly port: string;
}

/** A device as the system lists it. */
export interface ListedDevice {
  readonly transport: "hid" | "serial";
  readonly vendorId: number;
  readonly productId: number;
  readonly path: string;
  readonly serialNumber: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly release: number;
  readonly interface?: number;
  readonly port?: string;
}

export interface Listeners {
  input(bytes: Uint8Array): void;
  lost(problem: Problem): void;
}

export interface OpenDevice {
  write(received: Received): Promise<void>;
  close(): Promise<void>;
}

/** A light that is plugged in, as one who looks at the machine sees it. */
export interface LightView {
  readonly setup: LightSetup;
  readonly shown: Shown;
  readonly isOpen: boolean;
  readonly trouble?: LightTrouble | undefined;
}

interface Plugged {
  readonly setup: LightSetup;
  readonly light: PretendLight;
  /** Another one each time, as the system gives it. */
  readonly path: string;
  trouble?: LightTrouble | undefined;
  opened?: Opened | undefined;
}

interface Opened {
  readonly listeners: Listeners;
  /** Ends what hangs. */
  readonly ending: AbortController;
}

/** The USB ports of a pretend machine, and the lights in them: each shows what the very bytes make of it. */
export class PretendUsb {
  readonly #plugged = new Map<string, Plugged>();
  readonly #watchers = new Set<() => void>();
  #paths = 0;
  /** How often a light was opened, and how many are open now. */
  opened = 0;

  /** Plugs a light into its port. @throws Error where that is taken, or nobody pretends such a light. */
  plug(setup: LightSetup): void {
    const { port, family, model } = setup;
    if (this.#plugged.has(port)) throw new Error(`There is a light in port ${port}`);
    const found = PRETEND_FAMILIES.find(({ name }) => name === family);
    if (!found) throw new Error(`There is no pretend light of the family ${family}`);
    this.#plugged.set(port, { setup, light: found.start(model), path: `/dev/pretend${this.#paths++}` });
    this.#changed();
  }

  /** Whoever has it open is told; a write under way fails. */
  unplug(port: string): void {
    const plugged = this.#plugged.get(port);
    if (!plugged) return;
    this.#plugged.delete(port);
    const { opened } = plugged;
    plugged.opened = undefined;
    opened?.ending.abort();
    opened?.listeners.lost(gone());
    this.#changed();
  }

  /** From now on until it is `undefined` again. Whoever has it open keeps it, where it is about opening. */
  trouble(port: string, trouble: LightTrouble | undefined): void {
    const plugged = this.#plugged.get(port);
    if (!plugged || plugged.trouble === trouble) return;
    plugged.trouble = trouble;
    this.#changed();
  }

  /** What a light shows; undefined where there is none. */
  shown(port: string): Shown | undefined {
    return this.#plugged.get(port)?.light.shown;
  }

  /** A light loses what it shows, as when the machine sleeps. */
  forget(port: string): void {
    const plugged = this.#plugged.get(port);
    const family = PRETEND_FAMILIES.find(({ name }) => name === plugged?.setup.family);
    if (plugged && family)
      this.#plugged.set(port, Object.assign(plugged, { light: family.start(plugged.setup.model) }));
  }

  press(port: string, event: "pressed" | "released"): void {
    const plugged = this.#plugged.get(port);
    const bytes = plugged?.light.press?.(event);
    if (bytes) plugged?.opened?.listeners.input(bytes);
  }

  lights(): readonly LightView[] {
    return [...this.#plugged.values()].map(({ setup, light, opened, trouble }) => ({
      setup,
      shown: light.shown,
      isOpen: opened !== undefined,
      trouble,
    }));
  }

  onChange(watch: () => void): () => void {
    this.#watchers.add(watch);
    return () => void this.#watchers.delete(watch);
  }

  async list(): Promise<{
    readonly devices: readonly ListedDevice[];
    readonly problems: readonly Problem[];
  }> {
    return { devices: [...this.#plugged.values()].map(listed), problems: [] };
  }

  async open({ path }: Pick<ListedDevice, "path">, listeners: Listeners): Promise<OpenDevice> {
    const plugged = [...this.#plugged.values()].find((one) => one.path === path);
    if (!plugged) throw gone();
    if (plugged.trouble === "no-permission") throw noPermission();
    if (plugged.trouble === "held" || plugged.opened) throw held();
    const opened: Opened = { listeners, ending: new AbortController() };
    plugged.opened = opened;
    this.opened++;
    this.#changed();
    return {
      write: (received) => this.#write(plugged, opened, received),
      close: async () => {
        opened.ending.abort();
        if (plugged.opened === opened) plugged.opened = undefined;
        this.#changed();
      },
    };
  }

  async #write(plugged: Plugged, opened: Opened, received: Received): Promise<void> {
    await Promise.resolve();
    if (plugged.opened !== opened) throw gone();
    if (plugged.trouble === "write-fails") throw failed();
    if (plugged.trouble === "write-hangs") await ended(opened.ending.signal);
    plugged.light.take(received);
    this.#changed();
  }

  #changed(): void {
    for (const watch of this.#watchers) watch();
  }
}

/** Without permission the system tells no texts. */
function listed({ setup, path, trouble }: Plugged): ListedDevice {
  const [vendorId = 0, productId = 0] = setup.id.split(":").map((part) => Number.parseInt(part, 16));
  const isReadable = trouble !== "no-permission";
  return {
    transport: setup.transport ?? "hid",
    vendorId,
    productId,
    path,
    serialNumber: isReadable ? (setup.serialNumber ?? "") : "",
    manufacturer: isReadable ? (setup.manufacturer ?? "") : "",
    product: isReadable ? setup.product : "",
    release: setup.release ?? 0,
    ...(setup.interface !== undefined && { interface: setup.interface }),
    port: setup.port,
  };
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(gone()), { once: true }));
}

const gone = (): Problem =>
  new Problem({ code: "usb-gone", title: "The light was unplugged", advice: "Plug it in again." });

const noPermission = (): Problem =>
  new Problem({
    code: "usb-permission",
    title: "The light was found, but may not be used",
    advice: "Give it permission again on the sandbox's page.",
  });

const held = (): Problem =>
  new Problem({
    code: "usb-busy",
    title: "Another program holds the light",
    advice: "Let go of it on the sandbox's page.",
  });

const failed = (): Problem =>
  new Problem({ code: "usb-failed", title: "The light did not take it", advice: "Plug it in again." });
