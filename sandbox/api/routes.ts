import { stateOf } from "./house";
import type { House } from "./house";
import { faultOrder, faultTarget, handOrder, lightTroubleOrder, presenceOrder, switchOrder } from "./orders";
import { askHouse, asRefusal, Refusal } from "./refusal";

export interface Call {
  readonly house: House;
  /** The `*` of the route's path, decoded. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** Segments; `*` takes any one. */
  readonly path: string;
  /** What is answered as JSON, or a promise of it. */
  readonly run: (call: Call) => unknown;
}

export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/api/state", run: lookAround },
  { method: "POST", path: "/api/people/*/presence", run: setPresence },
  { method: "POST", path: "/api/lamps/*/hand", run: handOnSwitch },
  {
    method: "POST",
    path: "/api/bridge/button",
    run: ({ house }) => {
      askHouse(() => house.pressBridgeButton());
      return { pressed: true };
    },
  },
  light("plug", (house, id) => house.plugLight(id)),
  light("unplug", (house, id) => house.unplugLight(id)),
  light("trouble", (house, id, body) => house.troubleLight(id, lightTroubleOrder(body))),
  light("press", (house, id) => house.pressLight(id)),
  { method: "POST", path: "/api/homekit/*/switch", run: setSwitch },
  {
    method: "POST",
    path: "/api/faults",
    run: ({ house, body }) => {
      const fault = faultOrder(body, house.faultKinds());
      askHouse(() => house.orderFault(fault));
      return { faults: house.faults() };
    },
  },
  {
    method: "DELETE",
    path: "/api/faults",
    run: ({ house, query }) => {
      const target = query.get("target");
      house.clearFaults(target === null ? undefined : faultTarget(target));
      return { faults: house.faults() };
    },
  },
];

/**
 * The route for a request and what its `*` stands for.
 * @throws Refusal 404, or 405 with `Allow` when the path exists for other methods
 */
export function findRoute(method: string, path: string): { route: Route; name: string } {
  const there = ROUTES.flatMap((route) => {
    const name = match(route.path, path);
    return name === undefined ? [] : [{ route, name }];
  });
  const found = there.find(({ route }) => route.method === method);
  if (found) return found;
  if (there.length === 0) {
    throw new Refusal(404, {
      code: "not-found",
      title: "There is nothing at this address",
      advice: `The API knows: ${ROUTES.map(({ method, path }) => `${method} ${path}`).join(", ")}, GET /api/events.`,
    });
  }
  const allow = there.map(({ route }) => route.method).join(", ");
  throw new Refusal(
    405,
    { code: "wrong-method", title: "This address does not take that method", advice: `Use ${allow}.` },
    { allow },
  );
}

function match(pattern: string, path: string): string | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  let name = "";
  for (const [index, segment] of wanted.entries()) {
    const part = given[index] ?? "";
    if (segment === "*") name = decode(part);
    else if (segment !== part) return undefined;
  }
  return name;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function lookAround({ house }: Call): Promise<unknown> {
  await house.look();
  return stateOf(house);
}

function setPresence({ house, name, body }: Call): unknown {
  const find = () => house.people().find(({ person }) => person.slug === name);
  if (!find()) {
    throw new Refusal(404, {
      code: "person-not-found",
      title: "Nobody here has that name",
      advice: `These people live here: ${list(house.people().map(({ person }) => person.slug))}.`,
    });
  }
  const order = presenceOrder(body);
  askHouse(() => house.setPresence(name, order));
  return find();
}

function handOnSwitch({ house, name, body }: Call): unknown {
  const find = () => house.lamps().find(({ id }) => id === name);
  if (!find()) {
    throw new Refusal(404, {
      code: "lamp-not-found",
      title: "There is no such lamp",
      advice: `These lamps are here: ${list(house.lamps().map(({ id }) => id))}.`,
    });
  }
  const order = handOrder(body);
  askHouse(() => house.handOnSwitch(name, order));
  return find();
}

/** What a hand does with a USB light; answered with the light. */
function light(what: string, run: (house: House, id: string, body: Call["body"]) => void): Route {
  return {
    method: "POST",
    path: `/api/busylights/*/${what}`,
    run({ house, name, body }) {
      const find = () => house.busylights().find(({ id }) => id === name);
      if (!find()) {
        throw new Refusal(404, {
          code: "light-not-found",
          title: "There is no such USB light",
          advice: `These USB lights are here: ${list(house.busylights().map(({ id }) => id))}.`,
        });
      }
      askHouse(() => run(house, name, body));
      return find();
    },
  };
}

async function setSwitch({ house, name, body }: Call): Promise<unknown> {
  const find = () => house.homekit().find(({ id, kind }) => id === name && kind === "switch");
  if (!find()) {
    const switches = house.homekit().filter(({ kind }) => kind === "switch");
    throw new Refusal(404, {
      code: "switch-not-found",
      title: "There is no such switch in HomeKit",
      advice: `These switches are here: ${list(switches.map(({ id }) => id))}.`,
    });
  }
  const on = switchOrder(body);
  await house.setHomeKitSwitch(name, on).catch((error: unknown) => {
    throw asRefusal(error);
  });
  return find();
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(", ") : "none";
}
