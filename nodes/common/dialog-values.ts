import { isFromEnvironment } from "./environment";
import { isJsonObject } from "../../shared/support/json-object";
import { Problem } from "../../shared/support/problem";
import type { Body } from "./admin";
import type { NodeConfig, NodeRed } from "./node-red";

/** What the editor shows and sends in place of a stored password. */
const STORED = "__PWRD__";

/**
 * The values of an open dialog. In `properties`, `${X}` means the value that the deployed node got for that very text,
 * and nothing else: a dialog must not be a way to read the environment.
 * @throws Problem `deploy-first` for any other `${X}`.
 */
export function dialogValues<T extends object>(
  RED: NodeRed,
  id: string,
  body: Body,
  {
    properties,
    deployed,
  }: { readonly properties: readonly (keyof T & string)[]; readonly deployed?: T | undefined },
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = { ...body };
  const raw = rawConfig(RED, id);
  for (const property of properties) {
    if (!isFromEnvironment(values[property])) continue;
    if (!deployed || raw?.[property] !== values[property]) throw deployFirst(property);
    values[property] = deployed[property];
  }
  return values;
}

/** A credential as an open dialog has it. */
export type DialogCredential =
  /** Typed in, or just made; may be empty. */
  | { readonly kind: "given"; readonly value: string }
  /** The one that is stored with the deployed node. */
  | { readonly kind: "stored" };

/**
 * One of the `credentials` that a dialog sends. Absent, `__PWRD__` and a `${X}` that is stored in just these words all
 * mean the stored one.
 * @throws Problem `bad-configuration` for what is no text, `deploy-first` for any other `${X}`.
 */
export function dialogCredential(RED: NodeRed, id: string, body: Body, name: string): DialogCredential {
  const { credentials } = body;
  const value = isJsonObject(credentials) ? credentials[name] : undefined;
  if (value === undefined || value === null || value === STORED) return { kind: "stored" };
  if (typeof value !== "string") {
    throw new Problem({
      code: "bad-configuration",
      title: `"${name}" is not right`,
      advice: `${name} must be a text.`,
    });
  }
  if (!isFromEnvironment(value)) return { kind: "given", value: value.trim() };
  if (RED.nodes.getCredentials(id)?.[name] !== value) throw deployFirst(name);
  return { kind: "stored" };
}

/** The answer where a stored secret would go elsewhere than it was stored for. */
export function credentialsNeeded(advice: string): Problem {
  return new Problem({
    code: "credentials-needed",
    title: "The stored key belongs to other settings than these",
    advice,
  });
}

/** A node as the flow file has it, before Node-RED puts environment variables in. */
function rawConfig(RED: NodeRed, id: string): NodeConfig | undefined {
  let found: NodeConfig | undefined;
  RED.nodes.eachNode((config) => {
    if (config.id === id) found = config;
  });
  return found;
}

function deployFirst(property: string): Problem {
  return new Problem({
    code: "deploy-first",
    title: `"${property}" comes from an environment variable`,
    advice: "Deploy once, then try again: only a deployed node may read the environment.",
  });
}
