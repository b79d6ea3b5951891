import { pathToFileURL } from "node:url";
import { dirname, join } from "node:path";
import type { API, PlatformAccessory } from "../../homebridge-plugin/homebridge";

interface Homebridge {
  readonly HomebridgeAPI: new () => API;
}

interface Accessories {
  readonly PlatformAccessory: {
    serialize(accessory: PlatformAccessory): object;
    deserialize(json: unknown): PlatformAccessory;
  };
}

const folder = dirname(require.resolve("homebridge"));
const load = (file: string): Promise<unknown> => import(pathToFileURL(join(folder, file)).href);

/** Homebridge's own API with the real HAP classes, and in place of its bridge a list of what a plugin has ordered. */
export class TestHomebridge {
  readonly orders: string[] = [];
  /** What is registered, by name. */
  readonly registered = new Map<string, PlatformAccessory>();
  /** What HAP would tell the user to look at. */
  readonly warnings: string[] = [];
  readonly #accessories: Accessories["PlatformAccessory"];
  /** While set, registering fails with it. */
  full: Error | undefined;

  private constructor(
    readonly api: API,
    accessories: Accessories,
  ) {
    this.#accessories = accessories.PlatformAccessory;
    const on = (event: string, order: string, act: (each: PlatformAccessory) => unknown): unknown =>
      (api as unknown as NodeJS.EventEmitter).on(event, (list: readonly PlatformAccessory[]) => {
        for (const each of list) {
          this.orders.push(`${order} ${each.displayName}`);
          act(each);
        }
      });
    on("registerPlatformAccessories", "add", (each) => {
      if (this.full) throw this.full;
      this.#watch(each);
      this.registered.set(each.displayName, each);
    });
    on("unregisterPlatformAccessories", "remove", (each) => this.registered.delete(each.displayName));
    on("updatePlatformAccessories", "save", () => undefined);
  }

  static async create(): Promise<TestHomebridge> {
    const [{ HomebridgeAPI }, accessories] = await Promise.all([
      load("api.js") as Promise<Homebridge>,
      load("platformAccessory.js") as Promise<Accessories>,
    ]);
    return new TestHomebridge(new HomebridgeAPI(), accessories);
  }

  accessory(name: string): PlatformAccessory {
    const found = this.registered.get(name);
    if (!found) throw new Error(`no ${name} among ${[...this.registered.keys()].join(", ")}`);
    return found;
  }

  /** What a Homebridge that starts again gives back to the plugin, after a way through its file. */
  afterRestart(): readonly PlatformAccessory[] {
    const restored = [...this.registered.values()].map((accessory) =>
      this.#accessories.deserialize(
        JSON.parse(JSON.stringify(this.#accessories.serialize(accessory))) as unknown,
      ),
    );
    this.orders.length = 0;
    this.registered.clear();
    for (const each of restored) {
      this.#watch(each);
      this.registered.set(each.displayName, each);
    }
    return restored;
  }

  #watch(accessory: PlatformAccessory): void {
    const { _associatedHAPAccessory: hap } = accessory;
    hap.on(
      "characteristic-warning" as never,
      (({ message }: { message: string }) => {
        this.warnings.push(message);
      }) as never,
    );
  }
}
