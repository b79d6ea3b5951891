import { asProblem } from "../../shared/support/problem";
import { HOMEKIT_REGISTRATION } from "../cloud";
import type { Cloud } from "../cloud";
import type { StateFolder } from "../state-folder";
import type { Closers } from "../support/closers";
import type { Person } from "../world";
import { approveFirst } from "./approve-first";
import { FIRST_PORT, startHomebridge } from "./homebridge";
import type { RunningHomebridge } from "./homebridge";
import type { HomeKit } from "./homekit";
import { hasAccountFile } from "./storage";

export interface SandboxParts {
  readonly state: StateFolder;
  readonly cloud: Cloud;
  /** The cloud is not where it was the last time: a sign-in is bound to its address. */
  readonly hasMoved: boolean;
  /** Whose presence HomeKit shows, where nobody is signed in yet. */
  readonly person: Person;
  readonly homekit: HomeKit;
  /** Tells the user one line. */
  readonly say: (line: string) => void;
  readonly closers: Closers;
}

/**
 * Adds Homebridge to a sandbox that works without it as well: whatever goes wrong, now or later, is said once and shown by
 * `homekit`. Never rejects.
 */
export async function addHomebridge(parts: SandboxParts): Promise<void> {
  const { homekit, say, closers } = parts;
  try {
    const running = await start(parts);
    running.ended.catch((error: unknown) => say(asProblem(error).message));
    await closers.add(() => running.close());
    if (running.port !== FIRST_PORT) say(`Port ${FIRST_PORT} is taken: Homebridge is on ${running.port}.`);
  } catch (error) {
    homekit.ended(error);
    say(asProblem(error).message);
  }
}

async function start(parts: SandboxParts): Promise<RunningHomebridge> {
  const { state, cloud, hasMoved, person, homekit, say } = parts;
  const { clientId } = HOMEKIT_REGISTRATION;
  const isSignedIn =
    cloud.newestSignIn(clientId)?.good && !hasMoved && (await hasAccountFile(state.homebridge));
  if (!isSignedIn) approveFirst(cloud, { clientId, slug: person.slug }, say);
  const [name = person.name] = person.name.split(" ");
  return startHomebridge(
    {
      storage: state.homebridge,
      logFile: state.homebridgeLog,
      caFile: state.caFile,
      facts: {
        authority: cloud.entra.origin,
        graph: cloud.graph.origin,
        tenant: cloud.tenant,
        clientId,
        person: { id: person.slug, name },
      },
    },
    homekit,
  );
}
