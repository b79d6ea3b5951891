import { mkdir, readFile, rm, symlink, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isFileError, readFileIfThere, writeFileAtomically } from "../../shared/support/atomic-file";
import { Problem } from "../../shared/support/problem";
import { refreshedFlow, sandboxAuth, sandboxFlow } from "../flow";
import type { Credentials, Flow, FlowFile, FlowNode, WorldFacts } from "../flow";
import { repository } from "../support/repository";

const EXAMPLE = join(repository, "examples", "flows", "01 - My lamp follows my presence.json");
/** Where the nodes keep their files: CONTRACT.md, "Files". */
const DATA = "teams-presence";
const PACKAGE = "@presence-home/node-red-teams-presence";

/**
 * Makes Node-RED's user directory ready for a start: the nodes as they are built here, and the example flow, or what the
 * user has made of it, with this run's addresses. What the nodes remember of lamps and presences goes, since those begin
 * anew. Node-RED must not be running.
 * @returns the account to sign in; undefined where the user has removed it or points it at another cloud
 */
export async function prepareUserDirectory(folder: string, facts: WorldFacts): Promise<FlowNode | undefined> {
  await linkPackage(folder);
  await rm(join(folder, DATA, "state"), { recursive: true, force: true });
  const example = JSON.parse(await readFile(EXAMPLE, "utf8")) as Flow;
  const saved = await readFlows(folder);
  const { flow, credentials } = saved ? refreshedFlow(saved, example, facts) : sandboxFlow(example, facts);
  await writeJson(join(folder, "flows.json"), flow);
  await writeJson(join(folder, "flows_cred.json"), credentials);
  return sandboxAuth(flow, example, facts);
}

/** Whether an account has a file in the user directory. */
export async function hasAccountFile(folder: string, { id }: FlowNode): Promise<boolean> {
  return (await readFileIfThere(join(folder, DATA, `${id}.json`))) !== undefined;
}

async function linkPackage(folder: string): Promise<void> {
  const link = join(folder, "node_modules", PACKAGE);
  await mkdir(dirname(link), { recursive: true });
  // A link of an earlier run may lead to where the repository no longer is. Never follow it: it leads to the sources.
  await unlink(link).catch(ignoreMissing);
  // Windows lets everybody make junctions, and few make links; elsewhere the word means nothing.
  await symlink(repository, link, "junction");
}

function ignoreMissing(error: unknown): void {
  if (!isFileError(error, "ENOENT")) throw error;
}

async function readFlows(folder: string): Promise<FlowFile | undefined> {
  const flow = await readJson(join(folder, "flows.json"));
  if (flow === undefined) return undefined;
  if (!Array.isArray(flow)) throw unreadable(folder);
  const credentials = (await readJson(join(folder, "flows_cred.json"))) ?? {};
  return { flow: flow as Flow, credentials: credentials as Credentials };
}

async function readJson(file: string): Promise<unknown> {
  const content = await readFileIfThere(file);
  try {
    return content && (JSON.parse(content.toString("utf8")) as unknown);
  } catch {
    throw unreadable(file);
  }
}

function unreadable(path: string): Problem {
  return new Problem({
    code: "unreadable-flows",
    title: `The sandbox's flows in ${path} cannot be read`,
    advice: "Repair the file, or start with --fresh to begin anew.",
  });
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(value, null, 4)}\n`);
}
