/** Resources as a bridge tells them, with what a test wants different. */
const ref = (rid: string, rtype: string) => ({ rid, rtype });

export const light = (id: string, device: string, more: object = {}) => ({
  id,
  type: "light",
  owner: ref(device, "device"),
  on: { on: true },
  ...more,
});
export const device = (id: string, name: string) => ({ id, type: "device", metadata: { name } });
export const radio = (id: string, owner: string, status: string) => ({
  id,
  type: "zigbee_connectivity",
  owner: ref(owner, "device"),
  status,
});
export const group = (
  type: "room" | "zone" | "bridge_home",
  id: string,
  name: string,
  children: readonly (readonly [rid: string, rtype: string])[],
  service?: string,
) => ({
  id,
  type,
  metadata: { name },
  children: children.map(([rid, rtype]) => ref(rid, rtype)),
  services: [
    ref("motion", "grouped_motion"),
    ...(service === undefined ? [] : [ref(service, "grouped_light")]),
  ],
});
export const groupedLight = (id: string, signals: readonly string[]) => ({
  id,
  type: "grouped_light",
  on: { on: true },
  signaling: { signal_values: signals },
});
export const scene = (id: string, room: string, active: string, actions: readonly unknown[] = []) => ({
  id,
  type: "scene",
  metadata: { name: `Scene ${id}` },
  group: ref(room, "room"),
  actions,
  status: { active },
});

/** One envelope of an event, as an event with nothing else. */
export const event = (type: string, ...data: readonly unknown[]) => [
  { creationtime: "2026-11-21T09:00:00Z", id: "e", type, data },
];

export const NOTHING_AT_ALL: readonly unknown[] = [null, 7, "light", [], {}, { type: "light" }, { id: "x" }];
