import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** A network namespace that holds nothing but loopback and one interface, on which programs in it find each other. */
export interface OwnNetwork {
  /** Before a program and its arguments: runs it in there. */
  readonly within: readonly [command: string, ...args: string[]];
  /** The interface with multicast, which loopback has not. */
  readonly card: string;
  close(): Promise<void>;
}

const CARD = "home0";

/**
 * Multicast goes out by the card and comes back to whoever listens on it, as on any machine; its other end needs no more
 * than to be there. Ends with its input.
 */
const SET_UP = `set -e
ip link set lo up
ip link add ${CARD} type veth peer name home1
ip address add 10.77.0.1/24 dev ${CARD}
ip link set ${CARD} up
ip link set home1 up
ip route add 224.0.0.0/4 dev ${CARD}
echo ready
exec cat`;

/** Debian keeps `ip` where the PATH of a user does not look. */
const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };

/** For root, and for a user whom the kernel lets be root of a namespace of their own. */
const WAYS = [
  { unshare: ["-n"], nsenter: ["-n"] },
  { unshare: ["-rn"], nsenter: ["-U", "--preserve-credentials", "-n"] },
];

/** Rejects where the machine does not allow it, or has no iproute2, with what it said. */
export async function ownNetwork(): Promise<OwnNetwork> {
  const way = WAYS.find(({ unshare }) => spawnSync("unshare", [...unshare, "true"], { env }).status === 0);
  if (!way) throw new Error("unshare makes no network namespace here: that takes root, or user namespaces");
  const keeper = spawn("unshare", [...way.unshare, "sh", "-c", SET_UP], { env });
  await ready(keeper);
  return {
    within: ["nsenter", ...way.nsenter, "-t", String(keeper.pid), "--"],
    card: CARD,
    async close() {
      const ended = once(keeper, "close");
      keeper.stdin?.end();
      await ended;
    },
  };
}

function ready(keeper: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    keeper.once("error", reject);
    keeper.once("close", () => reject(new Error(`no network of its own: ${said.trim()}`)));
    for (const stream of [keeper.stdout, keeper.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("ready")) resolve();
      });
  });
}
