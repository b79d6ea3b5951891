import type { Answer, Request } from "./answer";

export type Handler = (request: Request) => Answer | Promise<Answer>;

/** `path` may have `{name}` segments: each matches one segment, percent-decoded. */
export interface Route {
  readonly path: string;
  readonly methods: Readonly<Record<string, Handler>>;
}

export type Found =
  | {
      readonly kind: "found";
      readonly handler: Handler;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly kind: "wrong-method"; readonly allowed: readonly string[] }
  | { readonly kind: "nothing" };

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, segment] of wanted.entries()) {
    const actual = given[i] ?? "";
    if (segment.startsWith("{")) parameters[segment.slice(1, -1)] = decode(actual);
    else if (segment.toLowerCase() !== actual.toLowerCase()) return undefined;
  }
  return parameters;
}

/** The first route that fits; fixed segments are compared without regard to case, as both services do. */
export function findRoute(routes: readonly Route[], method: string, path: string): Found {
  for (const route of routes) {
    const parameters = match(route.path, path);
    if (!parameters) continue;
    const handler = route.methods[method];
    if (!handler) return { kind: "wrong-method", allowed: Object.keys(route.methods) };
    return { kind: "found", handler, parameters };
  }
  return { kind: "nothing" };
}
