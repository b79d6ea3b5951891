import { permissionsOf, type SignInSettings } from "../registration/sign-in-settings";

/** A permission as an administrator finds it. */
export interface NamedPermission {
  readonly name: string;
  readonly id: string;
  readonly kind: "delegated" | "application";
  /** False where users may agree themselves, unless their organization forbids it. */
  readonly adminOnly: boolean;
}

/** Microsoft Graph permissions reference, "Presence permissions". */
const DELEGATED_IDS = {
  "Presence.Read": "76bc735e-aecd-4a1d-8b4c-2b915deabb79",
  "Presence.Read.All": "9c7a330d-35b3-4aa1-963d-cb2b9f927841",
  "Presence.ReadWrite": "8d3c54a7-cf58-4773-bf81-c0cd6ad522bb",
} as const;

const READ_ALL: NamedPermission = {
  name: "Presence.Read.All",
  id: "a70e0c2d-e793-494c-94c4-118fa0a67f42",
  kind: "application",
  adminOnly: true,
};

const WRITE_ALL: NamedPermission = {
  name: "Presence.ReadWrite.All",
  id: "83cded22-8297-4ff6-a7fa-e97e9545a259",
  kind: "application",
  adminOnly: true,
};

/** The permissions these settings need, with their ids. An application has no presence of its own: it reads others'. */
export function namedPermissions(settings: SignInSettings): readonly NamedPermission[] {
  if (settings.method === "app") return settings.writePresence ? [READ_ALL, WRITE_ALL] : [READ_ALL];
  return permissionsOf(settings).map((name) => ({
    name,
    id: DELEGATED_IDS[name],
    kind: "delegated",
    adminOnly: false,
  }));
}
