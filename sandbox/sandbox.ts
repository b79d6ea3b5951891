import { join } from "node:path";
import { isFileError, writeFileAtomically } from "../shared/support/atomic-file";
import { systemClock } from "../shared/support/clock";
import { asProblem } from "../shared/support/problem";
import { startSandboxApi } from "./api/server";
import { startBridge } from "./bridge/bridge";
import type { Bridge } from "./bridge/bridge";
import { advertise } from "./bridge/mdns";
import { DEFAULT_LAMPS } from "./bridge/models";
import { startCloud } from "./cloud";
import type { Cloud } from "./cloud";
import type { WorldFacts } from "./flow";
import { addHomebridge } from "./homebridge/add";
import { HomeKit } from "./homebridge/homekit";
import type { PairableBridge } from "./homebridge/homekit";
import { SandboxHouse } from "./house";
import { startNodeRed } from "./node-red/child";
import type { RunningNodeRed } from "./node-red/child";
import { hasAccountFile, prepareUserDirectory } from "./node-red/user-directory";
import type { Options } from "./options";
import { askOver, signIn } from "./sign-in";
import { StateFolder } from "./state-folder";
import { createAuthority } from "./support/certificates";
import type { Closers } from "./support/closers";
import { Faults } from "./support/faults";
import { MDNS_INTERFACE } from "./support/mdns-interface";
import { WireLog } from "./support/wire-log";
import { serveUsb } from "./usb/usb-server";
import { UsbLights } from "./usb/usb-lights";
import { World } from "./world";

export interface Sandbox {
  readonly pageUrl: string;
  readonly nodeRedUrl: string;
  /** Absent where nobody wants Homebridge, or it has ended already. */
  readonly homekit: PairableBridge | undefined;
  /** Rejects with a Problem when Node-RED ends by itself. */
  readonly ended: Promise<never>;
}

/** A device code's poll interval; Entra says 5, and nobody is kept waiting for show. */
const POLL_SECONDS = 1;

/** Whose presence is followed, unless somebody else has been signed in since. */
const PERSON = "alice";

/**
 * Starts the whole pretend world, and Node-RED with the example flow in it.
 * @param say tells the user one line
 * @param closers gets what has to be closed, also when this throws
 */
export async function startSandbox(
  options: Options,
  say: (line: string) => void,
  closers: Closers,
): Promise<Sandbox> {
  const state = new StateFolder(options.state);
  await state.claim();
  await closers.add(() => state.release());
  if (options.fresh) await state.forget();
  await state.open();

  say("Starting the pretend Microsoft cloud and Hue bridge …");
  const world = new World();
  const faults = new Faults();
  const log = new WireLog();
  const { cloud, bridge, hueKey, hasMoved } = await startServices(state, { world, faults, log }, closers);
  await makeKnown(bridge, say, closers);

  const lights = new UsbLights(faults, systemClock);
  await closers.add(() => lights.close());
  const usb = await serveUsb(lights.usb);
  await closers.add(() => usb.close());

  const homekit = options.homebridge ? new HomeKit() : undefined;
  let nodeRed: RunningNodeRed | undefined;
  const links = () => (nodeRed ? { nodeRed: nodeRed.url } : {});
  const house = new SandboxHouse({ world, bridge, lights, log, faults, homekit, links });
  const pageDir = join(__dirname, "page");
  const page = await startSandboxApi({ house, port: options.sandboxPort, pageDir });
  await closers.add(() => page.close());
  await state.announce(page.url);
  sayMoved(say, "The page", options.sandboxPort, page.port);

  const person = world.person(followed(cloud));
  // Beside Node-RED, which takes longer.
  const added = homekit && addHomebridge({ state, cloud, hasMoved, person, homekit, say, closers });

  say(homekit ? "Starting Node-RED and Homebridge …" : "Starting Node-RED …");
  const facts = factsOf(cloud, bridge, hueKey);
  const auth = await prepareUserDirectory(state.nodeRed, facts);
  const { caFile, logFile } = state;
  const { environment } = usb;
  const red = await startNodeRed({
    userDir: state.nodeRed,
    port: options.port,
    caFile,
    logFile,
    environment,
  });
  await closers.add(() => red.close());
  nodeRed = red;
  const { url, port, missing, ended } = red;
  house.changed();
  sayMoved(say, "Node-RED", options.port, port);

  if (missing.length > 0) say(`Node-RED does not run the flows: it knows no ${missing.join(", ")}.`);
  else {
    const newest = cloud.newestSignIn(cloud.clientId);
    const isSignedIn = newest?.good && !hasMoved && auth && (await hasAccountFile(state.nodeRed, auth));
    if (auth && !isSignedIn) {
      say("Signing in …");
      const approve = (code: string) => cloud.approve(code, followed(cloud));
      // A person can do the same in the editor: no reason not to go on.
      await signIn({ ask: askOver(url, auth.id), auth, approve, clock: systemClock }).catch(
        (error: unknown) => say(asProblem(error).message),
      );
    }
    await red.startFlows();
  }
  await added;
  return { pageUrl: page.url, nodeRedUrl: url, homekit: homekit?.bridge, ended };
}

/** Whose presence is followed, by slug: whoever has been signed in last. */
function followed(cloud: Cloud): string {
  return cloud.newestSignIn(cloud.clientId)?.person.slug ?? PERSON;
}

interface Services {
  readonly cloud: Cloud;
  readonly bridge: Bridge;
  readonly hueKey: string;
  /** The cloud is not where it was the last time: a sign-in is bound to its address. */
  readonly hasMoved: boolean;
}

async function startServices(
  state: StateFolder,
  parts: { readonly world: World; readonly faults: Faults; readonly log: WireLog },
  closers: Closers,
): Promise<Services> {
  const authority = await createAuthority("CN=Presence sandbox");
  await writeFileAtomically(state.caFile, authority.certificate);
  const { ports, hueKey: rememberedKey } = await state.remembered();
  const { entra, graph, bridge: bridgePort } = ports ?? {};
  const cloud = await firstFree(entra && graph ? { entra, graph } : undefined, (ports) =>
    startCloud({
      ...parts,
      authority,
      memory: state.tokens,
      intervalSeconds: POLL_SECONDS,
      ...(ports && { ports }),
    }),
  );
  await closers.add(() => cloud.close());
  const bridge = await firstFree(bridgePort, (port) =>
    startBridge({ ...parts, authority, ...(port !== undefined && { port }) }),
  );
  await closers.add(() => bridge.close());
  const hueKey = bridge.addKey(rememberedKey);
  const taken = { entra: portOf(cloud.entra.origin), graph: portOf(cloud.graph.origin), bridge: bridge.port };
  await state.remember({ ports: taken, hueKey });
  return { cloud, bridge, hueKey, hasMoved: taken.entra !== entra || taken.graph !== graph };
}

/** Without it everything works but the search for bridges, which some machines do not let one play. */
async function makeKnown(bridge: Bridge, say: (line: string) => void, closers: Closers): Promise<void> {
  try {
    const advertisement = await advertise(bridge, { interface: MDNS_INTERFACE });
    await closers.add(() => advertisement.close());
  } catch (error) {
    say(`Searching for Hue bridges will not find the pretend one: ${asProblem(error).advice}`);
  }
}

/** Starts a service where it was the last time; anywhere, when somebody else is there now. */
async function firstFree<P, T>(remembered: P | undefined, start: (ports?: P) => Promise<T>): Promise<T> {
  if (remembered === undefined) return start();
  try {
    return await start(remembered);
  } catch (error) {
    if (isFileError(error, "EADDRINUSE") || isFileError(error, "EACCES")) return start();
    throw error;
  }
}

function portOf(origin: string): number {
  return Number(new URL(origin).port);
}

function factsOf(cloud: Cloud, bridge: Bridge, hueKey: string): WorldFacts {
  const { host, port, bridgeId, certificate } = bridge;
  return {
    authority: cloud.entra.origin,
    graph: cloud.graph.origin,
    tenant: cloud.tenant,
    clientId: cloud.clientId,
    bridge: { host, port, bridgeId, certificate, key: hueKey },
    target: DEFAULT_LAMPS[0]?.id ?? "",
  };
}

function sayMoved(say: (line: string) => void, what: string, wanted: number, port: number): void {
  if (wanted !== 0 && wanted !== port) say(`Port ${wanted} is taken: ${what} is on ${port}.`);
}
