import { personOf } from "../../shared/presence/person";
import { isFromEnvironment } from "../common/environment";
import { asText, validator } from "./fields";
import { pathOf, request } from "./request";
import { showNote } from "./note";
import { accountsUpstream, type Flow, peopleUpstream, type Upstream } from "./people-upstream";

interface SignIn {
  /** Absent while nobody is signed in, and for whoever may only read. */
  readonly account?: { readonly id: string; readonly name: string; readonly username: string };
}

/**
 * The row where one chooses whose presence counts: it offers those whose presence reaches this node, and warns where
 * these are several and all of them count. Its elements are `<set>-person-list` and `<set>-people`, its string
 * `<set>.several-people`, where the set is the node's name in the palette's list.
 */
export class PersonRow {
  readonly #node: EditorNode;
  readonly #set: string;
  readonly #field = $("#node-input-person");
  readonly #note: JQuery;
  readonly #flow = wiring();
  #people: readonly Upstream[] = [];
  #closed = false;

  constructor(node: EditorNode, set: string) {
    this.#node = node;
    this.#set = set;
    this.#note = $(`#${set}-people`);
    this.#field.on("input change", () => this.#warn());
    void this.#begin();
  }

  close(): void {
    this.#closed = true;
  }

  async #begin(): Promise<void> {
    const ids = accountsUpstream(this.#node.id, this.#flow);
    const accounts = new Map(ids.flatMap((id) => configuredAccount(id)));
    this.#show(accounts);
    // Only Node-RED knows who has signed in, and so the short name for sure.
    await Promise.all(
      [...accounts.keys()].map(async (id) => {
        const found = await signedIn(this.#node, id);
        if (found) accounts.set(id, found);
      }),
    );
    if (!this.#closed) this.#show(accounts);
  }

  #show(accounts: Flow["accounts"]): void {
    this.#people = peopleUpstream(this.#node.id, { ...this.#flow, accounts });
    const offered = this.#people.flatMap(({ name, slug }) =>
      slug === undefined ? [] : $("<option>").val(slug).text(name).get(),
    );
    $(`#${this.#set}-person-list`).empty().append($(offered));
    this.#warn();
  }

  #warn(): void {
    const isForAll = asText(this.#field.val()) === "";
    if (!isForAll || this.#people.length < 2) return showNote(this.#note);
    const people = this.#people.map(({ name }) => name).join(", ");
    const text = this.#node._(`${this.#set}.several-people`, { people });
    showNote(this.#note, `fa-users ${this.#set}-warning`, text);
  }
}

/** What is on the canvas now; it does not change while a dialog is open. */
function wiring(): Omit<Flow, "accounts"> {
  const nodes: Flow["nodes"][number][] = [];
  const wires: Flow["wires"][number][] = [];
  RED.nodes.eachNode(({ id, type, d, links, people, auth }) =>
    nodes.push({ id, type: asText(type), d, links, people, auth }),
  );
  RED.nodes.eachLink(({ source, sourcePort, target }) =>
    wires.push({ from: source.id, output: sourcePort, to: target.id }),
  );
  return { nodes, wires };
}

/** An account by the name its configuration has; an application has no presence of its own. */
function configuredAccount(id: string): readonly (readonly [string, Upstream])[] {
  const auth = RED.nodes.node(id);
  if (!auth || auth["method"] === "app") return [];
  return [[id, { id: `account ${id}`, name: auth._def.label.call(auth) }]];
}

async function signedIn(node: EditorNode, id: string): Promise<Upstream | undefined> {
  try {
    const { account } = await request<SignIn>(node, "GET", pathOf("teams-auth", id, "sign-in"));
    if (!account) return undefined;
    return personOf({ id: account.id, displayName: account.name, upn: account.username });
  } catch {
    // The warning does without.
    return undefined;
  }
}

/** A check of the row's property: a short name, or nothing. `key` names the string that says so. */
export function personCheck(key: string) {
  return validator(function (value) {
    const person = asText(value);
    return /^[a-z0-9-]*$/.test(person) || isFromEnvironment(person) || this._(key);
  });
}
