import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** What makes one bridge: the id it is known by, the code to pair with it and where it listens on loopback. */
export interface Identity {
  /** Looks like a MAC address. */
  readonly username: string;
  /** `123-45-678` */
  readonly pin: string;
  readonly port: number;
}

/** A bridge nobody has met. */
export async function newIdentity(): Promise<Identity> {
  // A locally administered unicast address, as no real device has.
  const [first = 0, ...others] = randomBytes(6);
  const bytes = [(first & 0xfc) | 0x02, ...others];
  const username = bytes.map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":");
  // Codes that a finger types by itself, such as 12345678, are refused by HAP; these never begin so.
  const pin = `9${digits(2)}-${digits(2)}-0${digits(2)}`;
  return { username, pin, port: await freePort() };
}

function digits(count: number): string {
  return String(randomInt(10 ** count)).padStart(count, "0");
}

/** A port of loopback that nothing listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
