import type { Person, World } from "../../world";
import { json } from "../answer";
import type { Answer, Request } from "../answer";
import type { AccessGrant } from "../entra/tokens";
import { requirePerson } from "./access";
import { GraphRefused } from "./errors";

/** What is known of a person here, by the names of Microsoft Graph's user resource. */
function profile({ oid, name, upn }: Person): Readonly<Record<string, string>> {
  return { id: oid, displayName: name, userPrincipalName: upn };
}

/** Any of them lets a program read anybody's basic profile: Microsoft Graph docs, "Get a user". */
const OTHERS = ["User.ReadBasic.All", "User.Read.All"];

/** GET /me needs User.Read; sign-in scopes alone do not open it. */
export function ownProfile(request: Request, grant: AccessGrant): Answer {
  const person = requirePerson(grant);
  requireAny(grant, ["User.Read", ...OTHERS]);
  return answer(request, person);
}

/** GET /users/{id}, by object id or user principal name. */
export function profileOf(request: Request, world: World, grant: AccessGrant): Answer {
  const id = (request.parameters["id"] ?? "").toLowerCase();
  const person = world.people.find(({ oid, upn }) => oid === id || upn === id);
  requireAny(grant, person && person === grant.person ? ["User.Read", ...OTHERS] : OTHERS);
  if (!person)
    throw new GraphRefused(
      404,
      "Request_ResourceNotFound",
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    );
  return answer(request, person);
}

function requireAny({ permissions }: AccessGrant, anyOf: readonly string[]): void {
  if (anyOf.some((wanted) => permissions.includes(wanted))) return;
  throw new GraphRefused(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );
}

/** With `$select` the properties it names, in any case, as OData has it. */
function answer({ query }: Request, person: Person): Answer {
  const known = Object.entries(profile(person));
  const select = query.get("$select");
  const wanted = select === null ? known.map(([name]) => name) : select.split(",").map((name) => name.trim());
  const value = wanted.map((name) => {
    const found = known.find(([property]) => property.toLowerCase() === name.toLowerCase());
    if (found) return found;
    throw new GraphRefused(
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
    );
  });
  return json(200, Object.fromEntries(value), `profile of ${person.slug}`);
}
