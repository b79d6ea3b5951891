import { Bonjour, Service } from "bonjour-service";
import type { Bridge } from "./bridge";

export interface AdvertiseOptions {
  /** The address whose network hears of the bridge; 127.0.0.1 keeps it on this machine. */
  readonly interface: string;
  /** UDP port; default 5353, that of mDNS. */
  readonly port?: number;
}

export interface Advertisement {
  /** Says goodbye and stops answering. */
  close(): Promise<void>;
}

/** What lies below bonjour-service: its publishing cannot be told which addresses to name. */
interface Below {
  readonly server: { readonly mdns: Responder; register(records: readonly object[]): void };
}

/** What is used of the multicast-dns instance inside bonjour-service, which is typed as anything there. */
interface Responder {
  once(event: "networkInterface" | "error" | "warning", listener: (error: Error) => void): void;
  on(event: "error" | "warning", listener: () => void): void;
  respond(records: readonly object[], done: () => void): void;
}

const ADDRESS_SECONDS = 120;

/**
 * Makes a bridge known by mDNS as real ones are: `_hue._tcp`, instance `Philips Hue - 5A4D0B`, TXT `bridgeid` and
 * `modelid`. Rejects when the port or the interface cannot be had.
 */
export async function advertise(bridge: Bridge, options: AdvertiseOptions): Promise<Advertisement> {
  const { bridgeId, model, host, port } = bridge;
  // Bound to one address, Linux would hear no multicast; the membership is what keeps it to the interface.
  const bonjour = new Bonjour({ ...options, loopback: true, bind: "0.0.0.0" } as object, () => undefined);
  const { server } = bonjour as unknown as Below;
  const { mdns } = server;
  const service = new Service(
    {
      name: `Philips Hue - ${bridgeId.slice(-6).toUpperCase()}`,
      type: "hue",
      port,
      host: `${bridgeId}.local`,
      txt: { bridgeid: bridgeId, modelid: model },
    },
    () => undefined,
    () => undefined,
  );
  // Its own A records would be those of every network but this one.
  const records = [
    ...service.records().filter(({ type }) => type !== "A" && type !== "AAAA"),
    { name: service.host, type: "A" as const, ttl: ADDRESS_SECONDS, data: host },
  ];
  const close = (): Promise<void> => new Promise((resolve) => bonjour.destroy(() => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      mdns.once("networkInterface", () => resolve());
      for (const event of ["error", "warning"] as const) mdns.once(event, reject);
    });
  } catch (error) {
    await close();
    throw error;
  }
  // What goes wrong from now on, such as a packet nobody understands, is nobody's business here.
  for (const event of ["error", "warning"] as const) mdns.on(event, () => undefined);
  server.register(records);
  const tell = (told: readonly object[]) => new Promise<void>((resolve) => mdns.respond(told, resolve));
  await tell(records);
  return {
    async close() {
      await tell(records.map((record) => ({ ...record, ttl: 0 })));
      await close();
    },
  };
}
