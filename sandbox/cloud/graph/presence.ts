import type { Person, World } from "../../world";
import { json } from "../answer";
import type { Answer, Request } from "../answer";
import type { AccessGrant } from "../entra/tokens";
import { jsonAt } from "../json";
import { requirePermission, requirePerson } from "./access";
import { GraphRefused } from "./errors";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Microsoft Graph docs, cloudCommunications: getPresencesByUserId. */
const MAXIMUM_IDS = 650;
/** Any of them lets a program read the signed-in person's own presence. */
const OWN_PRESENCE = ["Presence.Read", "Presence.Read.All", "Presence.ReadWrite"] as const;

/** Microsoft Graph docs, presence resource (v1.0). */
function resource(world: World, { oid, slug }: Person): Record<string, unknown> {
  const { availability, activity, outOfOffice, sequenceNumber } = world.presence(slug);
  return {
    id: oid,
    availability,
    activity,
    sequenceNumber,
    outOfOfficeSettings: { isOutOfOffice: outOfOffice, message: null },
    statusMessage: null,
    workLocation: { placeId: null, source: "none", workLocationType: "unspecified" },
  };
}

function single(request: Request, world: World, person: Person): Answer {
  const host = request.headers.host ?? "localhost";
  return json(
    200,
    { "@odata.context": `https://${host}/v1.0/$metadata#presence`, ...resource(world, person) },
    `presence of ${person.slug}`,
  );
}

/** Public reports: presence takes no `$select`, `$filter` or any other query option. */
function requireNoQuery({ query }: Request): void {
  const [option] = query.keys();
  if (option === undefined) return;
  throw new GraphRefused(400, "BadRequest", `Query option '${option}' is not allowed on presence.`);
}

/** GET /me/presence */
export function ownPresence(request: Request, world: World, grant: AccessGrant): Answer {
  const person = requirePerson(grant);
  requireNoQuery(request);
  requirePermission(grant, ...OWN_PRESENCE);
  return single(request, world, person);
}

/** GET /users/{id}/presence and /communications/presences/{id}: an object id, never a user principal name. */
export function presenceOf(request: Request, world: World, grant: AccessGrant): Answer {
  requireNoQuery(request);
  const id = request.parameters["id"] ?? "";
  if (!GUID.test(id)) throw new GraphRefused(404, "NotFound", "No person has this object id.");
  if (id.toLowerCase() === grant.person?.oid) requirePermission(grant, ...OWN_PRESENCE);
  else requirePermission(grant, "Presence.Read.All");
  const person = world.personByOid(id);
  if (!person) throw new GraphRefused(404, "NotFound", "No person has this object id.");
  return single(request, world, person);
}

/**
 * POST /communications/getPresencesByUserId `{ids}`, at most 650.
 * What the service does with an id nobody has is not documented; here such an id is left out of the answer.
 */
export function presencesByUserId(request: Request, world: World, grant: AccessGrant): Answer {
  requireNoQuery(request);
  requirePermission(grant, "Presence.Read.All");
  const people = idsOf(request).map((id) => world.personByOid(id));
  const value = people.filter((person) => person !== undefined).map((person) => resource(world, person));
  const host = request.headers.host ?? "localhost";
  return json(
    200,
    { "@odata.context": `https://${host}/v1.0/$metadata#Collection(presence)`, value },
    `presence of ${value.length} people`,
  );
}

function idsOf({ headers, body }: Request): readonly string[] {
  if (!(headers["content-type"] ?? "").startsWith("application/json"))
    throw new GraphRefused(400, "BadRequest", "The content type must be application/json.");
  const ids = jsonAt(body, "ids");
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => typeof id === "string" && GUID.test(id)))
    throw new GraphRefused(400, "BadRequest", "The body must be {ids: [...]} with at least one object id.");
  if (ids.length > MAXIMUM_IDS)
    throw new GraphRefused(400, "BadRequest", `At most ${MAXIMUM_IDS} ids are allowed, not ${ids.length}.`);
  return ids.map(String);
}
