import type { MatterAccessory } from "../../homebridge-plugin/homebridge";
import type { Matter, MatterHost } from "../../homebridge-plugin/matter/matter-host";

type Values = Readonly<Record<string, unknown>>;
type Clusters = Readonly<Record<string, Values>>;

/** What Homebridge's Matter does with what it is asked: all of it, with an error, or never. */
type Mood = "well" | "throws" | "rejects" | "hangs";

interface Node {
  readonly accessory: MatterAccessory;
  clusters: Clusters;
}

/**
 * Homebridge 2.4's Matter without Matter: resolves at once whatever it is asked, adds accessories later, and drops without
 * a word what it is told of others (its matter/MatterAPIImpl.js, MatterBridgeManager.js, server/AccessoryManager.js).
 */
export class PretendMatter {
  mood: Mood = "well";
  isAvailable = true;
  isEnabled = true;
  /** While set, what is registered is not there yet. */
  isSlow = false;
  /** Everything it was asked. */
  readonly calls: string[] = [];
  /** What controllers see, by UUID. */
  readonly nodes = new Map<string, Node>();
  /** What controllers are told of changes, like `Alice Busy occupancySensing {"occupancy":{"occupied":true}}`. */
  readonly changes: string[] = [];
  readonly #waiting: MatterAccessory[] = [];
  /** How often it was asked to keep what there is. */
  saves = 0;

  constructor(readonly uuid: MatterHost["hap"]["uuid"]) {}

  /** As a platform finds it. */
  get host(): MatterHost {
    return {
      hap: { uuid: this.uuid },
      isMatterAvailable: () => this.isAvailable,
      isMatterEnabled: () => this.isEnabled,
      matter: this.#matter,
    };
  }

  /** The names that controllers show, and what clusters say there. */
  get shown(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      [...this.nodes.values()].map(({ clusters: { [INFORMATION]: information, ...clusters } }) => [
        String(information?.["nodeLabel"]),
        clusters,
      ]),
    );
  }

  node(name: string): Node {
    const found = [...this.nodes.values()].find(
      ({ clusters }) => clusters[INFORMATION]?.["nodeLabel"] === name,
    );
    if (!found) throw new Error(`no ${name} among ${Object.keys(this.shown).join(", ")}`);
    return found;
  }

  /** Adds what waits. */
  catchUp(): void {
    this.isSlow = false;
    for (const accessory of this.#waiting.splice(0)) this.#place(accessory);
  }

  /** What a Homebridge that starts again gives back to the plugin: the type of a device by its name only. */
  afterRestart(): readonly MatterAccessory[] {
    this.calls.length = 0;
    this.changes.length = 0;
    return [...this.nodes.values()].map(({ accessory, clusters }) => {
      const { name } = accessory.deviceType;
      const { handlers: _handlers, ...kept } = accessory;
      const restored = { ...kept, clusters, deviceType: { name } };
      return JSON.parse(JSON.stringify(restored)) as MatterAccessory;
    });
  }

  get #matter(): Matter {
    const types = {
      MotionSensor: "OccupancySensor",
      ContactSensor: "ContactSensor",
      OnOffOutlet: "OnOffPlugInUnit",
    };
    const deviceTypes = Object.fromEntries(Object.entries(types).map(([type, name]) => [type, { name }]));
    const matter = {
      deviceTypes,
      registerPlatformAccessories: (_plugin: string, _platform: string, all: readonly MatterAccessory[]) =>
        this.#answer(`register ${namesOf(all)}`, () => {
          if (this.isSlow) this.#waiting.push(...all);
          else for (const accessory of all) this.#place(accessory);
        }),
      updatePlatformAccessories: (all: readonly MatterAccessory[]) =>
        this.#answer(`update ${namesOf(all)}`, () => {
          this.saves += 1;
        }),
      unregisterPlatformAccessories: (_plugin: string, _platform: string, all: readonly MatterAccessory[]) =>
        this.#answer(`unregister ${namesOf(all)}`, () => {
          for (const { UUID } of all) this.nodes.delete(UUID);
        }),
      updateAccessoryState: (uuid: string, cluster: string, values: Values) =>
        this.#answer(`tell ${cluster}`, () => this.#tell(uuid, cluster, values)),
      getAccessoryState: (uuid: string, cluster: string) =>
        this.#answer(`ask ${cluster}`, () => this.nodes.get(uuid)?.clusters[cluster]),
    };
    return matter as unknown as Matter;
  }

  #answer<T>(call: string, answer: () => T): Promise<T> {
    this.calls.push(call);
    switch (this.mood) {
      case "well":
        return Promise.resolve(answer());
      case "throws":
        throw new Error("Matter is broken");
      case "rejects":
        return Promise.reject(new Error("Matter is still starting"));
      case "hangs":
        return new Promise(() => undefined);
    }
  }

  /** One that is there from the last run keeps what it shows, and its name. */
  #place(accessory: MatterAccessory): void {
    const known = this.nodes.get(accessory.UUID);
    const information = { nodeLabel: accessory.displayName };
    const clusters = known?.clusters ?? { ...accessory.clusters, [INFORMATION]: information };
    this.nodes.set(accessory.UUID, { accessory, clusters });
  }

  #tell(uuid: string, cluster: string, values: Values): void {
    const node = this.nodes.get(uuid);
    if (!node || JSON.stringify(node.clusters[cluster]) === JSON.stringify(values)) return;
    node.clusters = { ...node.clusters, [cluster]: values };
    if (cluster !== INFORMATION) this.changes.push(`${node.accessory.displayName} ${JSON.stringify(values)}`);
  }
}

const INFORMATION = "bridgedDeviceBasicInformation";

function namesOf(accessories: readonly MatterAccessory[]): string {
  return accessories.map(({ displayName }) => displayName).join(", ");
}
