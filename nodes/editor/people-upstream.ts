import { slugOf, personOf, uniqueSlugs } from "../../shared/presence/person";

/** A node as the editor has it, as far as it matters here; nothing in it has been checked. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  /** Set on a node that is disabled. */
  readonly d?: unknown;
  /** Of link nodes: the ids of those at the other end. */
  readonly links?: unknown;
  /** Of a presence-poll: its list, and the id of its account's configuration. */
  readonly people?: unknown;
  readonly auth?: unknown;
}

export interface Wire {
  readonly from: string;
  /** Which output it begins at, from 0. */
  readonly output: number;
  readonly to: string;
}

/** Somebody whose presence may come; `slug` where it is known for sure. */
export interface Upstream {
  /** Object id or user principal name, or what else tells people apart. */
  readonly id: string;
  readonly name: string;
  readonly slug?: string;
}

export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly wires: readonly Wire[];
  /** By the id of a teams-auth node; none for an application, which has no presence of its own. */
  readonly accounts: ReadonlyMap<string, Upstream>;
}

const POLL = "presence-poll";
/** A poll's second output tells people what to do; lamps ignore it. */
const PRESENCE_OUTPUT = 0;
const TEAMS_ID_PREFIX = /^8:orgid:/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Everybody whose presence can reach a node over wires and link nodes, each once. Nodes in between count as letting
 * everything through; disabled ones let nothing through. Whatever goes into a subflow or comes out of one is not followed.
 */
export function peopleUpstream(id: string, flow: Flow): readonly Upstream[] {
  const found: Upstream[] = [];
  for (const poll of pollsUpstream(id, flow))
    for (const person of peopleOf(poll, flow.accounts))
      if (!found.some((one) => isSame(one, person))) found.push(person);
  return found;
}

/** The ids of the accounts that are asked for their own presence, for this node. */
export function accountsUpstream(id: string, flow: Omit<Flow, "accounts">): readonly string[] {
  const ids = pollsUpstream(id, flow).flatMap((poll) => (listOf(poll).length > 0 ? [] : [idOf(poll.auth)]));
  return [...new Set(ids.filter((one) => one !== ""))];
}

function pollsUpstream(id: string, { nodes, wires }: Omit<Flow, "accounts">): readonly FlowNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const polls = new Map<string, FlowNode>();
  const seen = new Set([id]);
  // A set walks on over what is added while it is walked.
  for (const current of seen)
    for (const { from, output } of leadingTo(current)) {
      const node = byId.get(from);
      if (node?.d) continue;
      if (node?.type !== POLL) seen.add(from);
      else if (output === PRESENCE_OUTPUT) polls.set(from, node);
    }
  return [...polls.values()];

  function leadingTo(to: string): readonly Pick<Wire, "from" | "output">[] {
    const over = nodes
      .filter((node) => (node.type === "link out" || node.type === "link call") && linksOf(node).includes(to))
      .map((node) => ({ from: node.id, output: 0 }));
    return [...wires.filter((wire) => wire.to === to), ...over];
  }
}

function peopleOf(poll: FlowNode, accounts: Flow["accounts"]): readonly Upstream[] {
  const list = listOf(poll);
  if (list.length > 0) return listedPeople(list);
  const account = accounts.get(idOf(poll.auth));
  return account ? [account] : [];
}

/** The people of a list; what they are called without a given name or slug, Microsoft has to say. */
function listedPeople(list: readonly Listed[]): readonly Upstream[] {
  const people = list.map((listed) => personOf({ ...listed, upn: listed.id }));
  const unique = uniqueSlugs(people);
  return people.map(({ id, name, slug: wanted }, index): Upstream => {
    const { slug = wanted } = unique[index] ?? {};
    const isGiven = slugOf(list[index]?.slug ?? list[index]?.name ?? "") !== "";
    // Where two are called the same, the object id makes the difference, which a user principal name does not tell.
    const isSure = isGiven && (slug === wanted || GUID.test(id));
    return { id, name, ...(isSure && { slug }) };
  });
}

interface Listed {
  readonly id: string;
  readonly name?: string;
  readonly slug?: string;
}

function listOf({ people }: FlowNode): readonly Listed[] {
  const rows: readonly unknown[] = Array.isArray(people) ? people : [];
  return rows.flatMap((row) => {
    if (typeof row !== "object" || row === null) return [];
    const { id, name, slug } = row as Record<string, unknown>;
    const known = idOf(id).toLowerCase().replace(TEAMS_ID_PREFIX, "");
    if (known === "") return [];
    return [{ id: known, ...(idOf(name) && { name: idOf(name) }), ...(idOf(slug) && { slug: idOf(slug) }) }];
  });
}

function linksOf({ links }: FlowNode): readonly unknown[] {
  return Array.isArray(links) ? links : [];
}

function idOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function isSame(a: Upstream, b: Upstream): boolean {
  return a.id === b.id || (a.slug !== undefined && a.slug === b.slug);
}
