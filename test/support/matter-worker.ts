/**
 * What is in a Matter home besides the bridge, as a process of its own, since it has to be in the bridge's network: a
 * real controller, matter.js's own, and an MQTT broker to tell presence by. Driven by messages of its parent.
 */
import type { ClientNode, Endpoint, ServerNode } from "@matter/main" with { "resolution-mode": "import" };
import { startAedes, witness } from "./broker";
import { BROKER_PORT, type Change, type Device, type Order, type Said } from "./matter-home";

const say = (said: Said): unknown => process.send?.(said);

/** Where each device says what it shows. */
const SHOWN = [
  { cluster: "occupancySensing", attribute: "occupancy" },
  { cluster: "booleanState", attribute: "stateValue" },
  { cluster: "onOff", attribute: "onOff" },
] as const;

let controller: ServerNode | undefined;
let bridge: ClientNode | undefined;
let publish: ((topic: string, text: string) => Promise<void>) | undefined;

/** The controller knows again whom it commissioned, by what is in `storage`. */
async function start({ storage, card }: Order & { readonly do: "start" }): Promise<void> {
  const { Environment, LogLevel, Logger, ServerNode } = await import("@matter/main");
  const { ControllerBehavior } = await import("@matter/node");
  Logger.level = LogLevel.FATAL;
  const environment = Environment.default;
  environment.vars.set("storage.path", storage);
  environment.vars.set("mdns.networkInterface", card);
  controller = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
    id: "controller",
    environment,
    commissioning: { enabled: false },
    network: { port: 0 },
    controller: { adminFabricLabel: "Test home", ble: false },
  });
  await controller.start();
  const [known] = controller.peers;
  if (known) follow(known);
  const broker = await startAedes({ port: BROKER_PORT });
  const program = await witness(broker.url);
  publish = (topic, text) => program.publish(topic, text);
}

async function commission(passcode: number, discriminator: number): Promise<void> {
  const peer = await controller?.peers.commission({ passcode, discriminator });
  if (peer) follow(peer);
}

function follow(peer: ClientNode): void {
  bridge = peer;
  for (const device of devices(peer)) watch(device);
}

/** The bridge's devices that are there now. */
function devices(within: Endpoint): readonly Endpoint[] {
  return [...within.parts].flatMap((part) => (valuesOf(part, NAMED) ? [part] : devices(part)));
}

const NAMED = "bridgedDeviceBasicInformation";

function valuesOf(endpoint: Endpoint, cluster: string): Readonly<Record<string, unknown>> | undefined {
  return (endpoint.state as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[cluster];
}

function nameOf(endpoint: Endpoint): string {
  return String(valuesOf(endpoint, NAMED)?.["nodeLabel"]);
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
  on(listener: (value: unknown) => void): void;
}

function watch(device: Endpoint): void {
  const events = device.events as unknown as Readonly<Record<string, Readonly<Record<string, Changing>>>>;
  for (const { cluster, attribute } of SHOWN)
    events[cluster]?.[`${attribute}$Changed`]?.on((value) => {
      const change: Change = { name: nameOf(device), shows: { [attribute]: value } };
      say({ change });
    });
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
    case "start":
      return start(order);
    case "commission":
      return commission(order.passcode, order.discriminator);
    case "devices":
      return bridge ? devices(bridge).map(deviceOf) : [];
    case "turn":
      return turn(order.name, order.command);
    case "close":
      return controller?.close();
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
