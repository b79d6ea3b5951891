import { createSocket } from "node:dgram";
import { once } from "node:events";
import Bonjour from "bonjour-service";

/** Multicast DNS on the loopback interface, at a port where nobody else speaks it. */
export interface MdnsPort {
  readonly interface: "127.0.0.1";
  readonly port: number;
}

export async function mdnsPort(): Promise<MdnsPort> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return { interface: "127.0.0.1", port };
}

export interface Advertised {
  readonly name?: string;
  /** Of the bridge itself. */
  readonly port: number;
  /** What is said about it, as `bridgeid`. */
  readonly txt?: Readonly<Record<string, string>>;
}

/** Says that a bridge is here, as one does; gives how to be silent again. */
export async function advertise(
  place: MdnsPort,
  { name = "Philips Hue - 0A1B2C", port, txt = {} }: Advertised,
): Promise<() => Promise<void>> {
  // Bound to one address, Linux would hand it no multicast. The options are those of the package beneath.
  const options = { ...place, bind: "0.0.0.0" };
  const bonjour = new Bonjour(options, () => undefined);
  const service = bonjour.publish({ name, type: "hue", port, txt, probe: false });
  await once(service, "up");
  return () => new Promise((resolve) => bonjour.destroy(resolve));
}
