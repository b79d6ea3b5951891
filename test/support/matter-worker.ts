/**
 * What is in a Matter home besides the bridge, as a process of its own, since it has to be in the bridge's network: a
 * real controller, matter.js's own, and an MQTT broker to tell presence by. Driven by messages of its parent.
 */
import type { ClientNode, Endpoint, ServerNode } from "@matter/main" with { "resolution-mode": "import" };
import { startAedes, witness } from "./broker";
import { BROKER_PORT, type Device, type Order, type Said } from "./matter-home";

const say = (said: Said): unknown => process.send?.(said);
const tellNews = (): void => void say({ news: true });

/** Where each device says what it shows. */
const SHOWN = [
  { cluster: "occupancySensing", attribute: "occupancy" },
  { cluster: "booleanState", attribute: "stateValue" },
  { cluster: "onOff", attribute: "onOff" },
] as const;
const NAME = { cluster: "bridgedDeviceBasicInformation", attribute: "nodeLabel" } as const;

let controller: ServerNode | undefined;
let bridge: ClientNode | undefined;
let publish: ((topic: string, text: string) => Promise<void>) | undefined;

async function begin({ storage, card }: Order & { readonly do: "begin" }): Promise<void> {
  const { Environment, LogLevel, Logger } = await import("@matter/main");
  Logger.level = LogLevel.FATAL;
  Environment.default.vars.set("storage.path", storage);
  Environment.default.vars.set("mdns.networkInterface", card);
  await startController();
  const broker = await startAedes({ port: BROKER_PORT });
  const program = await witness(broker.url);
  publish = (topic, text) => program.publish(topic, text);
}

/** It knows again whom it commissioned before. */
async function startController(): Promise<void> {
  const { ServerNode } = await import("@matter/main");
  const { ControllerBehavior } = await import("@matter/node");
  controller = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
    id: "controller",
    commissioning: { enabled: false },
    network: { port: 0 },
    controller: { adminFabricLabel: "Test home", ble: false },
  });
  await controller.start();
  const [known] = controller.peers;
  if (known) follow(known);
}

async function sleep(): Promise<void> {
  bridge = undefined;
  await controller?.close();
}

async function commission(passcode: number, discriminator: number): Promise<void> {
  const peer = await controller?.peers.commission({ passcode, discriminator });
  if (peer) follow(peer);
}

/** What changes of a device, and that one is gone. */
function follow(peer: ClientNode): void {
  bridge = peer;
  for (const device of devices(peer)) watch(device);
  peer.lifecycle.changed.on(tellNews);
}

/** The bridge's devices that are there now, without those that are just being removed. */
function devices(within: Endpoint): readonly Endpoint[] {
  return [...within.parts].flatMap((part) => {
    const status: string = part.construction.status;
    if (status !== "active") return [];
    return valuesOf(part, NAME.cluster) ? [part] : devices(part);
  });
}

function valuesOf(endpoint: Endpoint, cluster: string): Readonly<Record<string, unknown>> | undefined {
  return (endpoint.state as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[cluster];
}

function nameOf(endpoint: Endpoint): string {
  return String(valuesOf(endpoint, NAME.cluster)?.[NAME.attribute]);
}

function deviceOf(endpoint: Endpoint): Device {
  const values = SHOWN.flatMap(({ cluster, attribute }) => {
    const value = valuesOf(endpoint, cluster)?.[attribute];
    return value === undefined ? [] : [{ [attribute]: value }];
  });
  const { deviceType } = endpoint.type as unknown as { readonly deviceType: number };
  return { name: nameOf(endpoint), deviceType, shows: Object.assign({}, ...values) as Device["shows"] };
}

interface Changing {
  on(listener: () => void): void;
}

function watch(device: Endpoint): void {
  const events = device.events as unknown as Readonly<Record<string, Readonly<Record<string, Changing>>>>;
  for (const { cluster, attribute } of [...SHOWN, NAME])
    events[cluster]?.[`${attribute}$Changed`]?.on(tellNews);
}

async function turn(name: string, command: "on" | "off" | "toggle"): Promise<void> {
  const device = bridge && devices(bridge).find((each) => nameOf(each) === name);
  if (!device) throw new Error(`there is no ${name}`);
  await device.act((agent) =>
    (agent as unknown as { onOff: Record<string, () => unknown> }).onOff[command]?.(),
  );
}

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case "begin":
      return begin(order);
    case "sleep":
      return sleep();
    case "wake":
      return startController();
    case "commission":
      return commission(order.passcode, order.discriminator);
    case "devices":
      return bridge ? devices(bridge).map(deviceOf) : [];
    case "turn":
      return turn(order.name, order.command);
    case "publish":
      return publish?.(order.topic, order.text);
  }
}

process.on("message", ({ id, order }: { readonly id: number; readonly order: Order }) => {
  obey(order).then(
    (result) => say({ id, result }),
    (error: unknown) =>
      say({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
// With its parent, however that ends.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
