import { IDENTITY, STORED } from "./identity";

/** The bridge as the editor has it, deployed or not; credentials that were not opened are the stored ones. */
export function valuesOf(bridge: EditorNode): object {
  const { credentials } = bridge;
  return {
    ...(Object.fromEntries(IDENTITY.map((property) => [property, bridge[property]])) as object),
    credentials: {
      key: credentials?.["key"] ?? STORED,
      certificate: credentials?.["certificate"] ?? STORED,
    },
  };
}
