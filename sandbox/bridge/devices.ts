import type { Personality } from "./personality";
import { deviceId, lightHead, reference, relatedId } from "./resources";
import type { Lamp, Resource } from "./resources";

/** The resources of the device a lamp is: itself and its radio. */
export function lampDeviceResources({ id, name, number, model, reachable }: Lamp): readonly Resource[] {
  const device = deviceId(id);
  const radio = relatedId(id, "zigbee_connectivity");
  const product = {
    model_id: model.modelId,
    product_name: model.productName,
    product_archetype: model.archetype,
  };
  return [
    deviceResource(
      device,
      number,
      { name, archetype: model.archetype },
      { ...product, software_version: "1.122.2" },
      [reference(radio, "zigbee_connectivity"), reference(id, "light")],
    ),
    {
      ...radioHead(radio, device),
      status: connectivity(reachable),
      mac_address: `${radioAddress(number)}-0b`,
    },
  ];
}

/** How the event stream tells of a lamp's new name. */
export function nameDeltas(lamp: Lamp): readonly Resource[] {
  const { id, name, number } = lamp;
  const metadata = { name };
  return [
    { id: deviceId(id), id_v1: `/lights/${number}`, type: "device", metadata },
    { ...lightHead(lamp), metadata },
  ];
}

/** How the event stream tells that a lamp's radio stopped or began to answer. */
export function radioDelta(before: Lamp, after: Lamp): Resource | undefined {
  if (before.reachable === after.reachable) return undefined;
  const head = radioHead(relatedId(after.id, "zigbee_connectivity"), deviceId(after.id));
  return { ...head, status: connectivity(after.reachable) };
}

/** The address of a lamp's radio; the old API makes its `uniqueid` of it. */
export function radioAddress(number: number): string {
  return `00:17:88:01:0b:00:00:${number.toString(16).padStart(2, "0")}`;
}

function connectivity(reachable: boolean): string {
  return reachable ? "connected" : "connectivity_issue";
}

/** The bridge as a device among the others. */
export function bridgeResources(personality: Personality): readonly Resource[] {
  const { bridgeId, model, productName, archetype, swversion } = personality;
  const device = relatedId(bridgeId, "device");
  const bridge = relatedId(bridgeId, "bridge");
  const radio = relatedId(bridgeId, "zigbee_connectivity");
  const product = {
    model_id: model,
    product_name: productName,
    product_archetype: archetype,
    software_version: `1.78.${swversion}`,
  };
  return [
    deviceResource(device, undefined, { name: "Sandbox bridge", archetype }, product, [
      reference(bridge, "bridge"),
      reference(radio, "zigbee_connectivity"),
    ]),
    {
      id: bridge,
      type: "bridge",
      owner: reference(device, "device"),
      bridge_id: bridgeId,
      time_zone: { time_zone: "Etc/UTC" },
    },
    { ...radioHead(radio, device), status: "connected", mac_address: radioAddress(0) },
  ];
}

function deviceResource(
  id: string,
  number: number | undefined,
  metadata: object,
  product: object,
  services: readonly object[],
): Resource {
  return {
    id,
    ...(number !== undefined && { id_v1: `/lights/${number}` }),
    type: "device",
    product_data: { manufacturer_name: "Signify Netherlands B.V.", certified: true, ...product },
    metadata,
    identify: {},
    services,
  };
}

function radioHead(id: string, device: string) {
  return { id, type: "zigbee_connectivity", owner: reference(device, "device") };
}
