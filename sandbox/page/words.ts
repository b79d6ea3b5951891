import type { BusylightState, SensorState } from "../api/state";

/** Plain words for what the services and their troubles are called on the wire, and for what lights show. */

const SERVICES: Readonly<Record<string, string>> = {
  entra: "Sign-in",
  graph: "Graph",
  hue: "Hue",
  mqtt: "MQTT",
  usb: "USB",
};

export function serviceName(service: string): string {
  return SERVICES[service] ?? service;
}

const TROUBLES: Readonly<Record<string, string>> = {
  "400": "Bad request (400)",
  "401": "Token refused (401)",
  "401-claims": "Asks for a fresh token (401 with claims)",
  "403": "Permission missing (403)",
  "404": "Not found (404)",
  "429": "Too many requests (429)",
  "429-bare": "Too many requests, no word how long (429)",
  "500": "Server error (500)",
  "502": "Bad gateway (502)",
  "503": "Overloaded (503)",
  "504": "Gateway timeout (504)",
  timeout: "Never answers",
  reset: "Hangs up",
  html: "Answers with a web page",
  garbage: "Answers with garbage",
  offline: "Cannot be reached",
  "entra revoked": "Sign-in revoked, until a new one",
  "hue revoked": "Bridge forgets its apps",
  "hue offline": "Bridge unplugged",
  "hue unreachable": "Lamps do not hear",
  "hue boot-403": "Bridge is starting, knows no apps yet",
  "hue stream-silent": "Event stream falls silent",
  "hue stream-refused": "Event stream overloaded (503)",
  "hue stream-missing": "Event stream not found (404)",
  "hue stream-html": "Event stream answers with a web page",
  "usb unplugged": "Unplugged",
  "usb no-permission": "No permission",
  "usb held": "Held by another program",
  "usb write-fails": "Writes fail",
  "usb write-hangs": "Writes hang",
};

/** What a kind of trouble looks like to a person; an unknown kind is at least made readable. */
export function troubleName(target: string, kind: string): string {
  const known = TROUBLES[`${target} ${kind}`] ?? TROUBLES[kind];
  if (known !== undefined) return known;
  const text = kind.replaceAll(/[-_]/g, " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/**
 * What to tell about trouble that does not wait for a request, and so never shows as on its way.
 * @param whose the name of the only person it concerns
 */
export function atOnce(
  target: string,
  kind: string,
  whose?: string,
): { title: string; advice: string } | undefined {
  if (target !== "entra" || kind !== "revoked") return undefined;
  return {
    title: whose === undefined ? "Every sign-in is revoked." : `${whose}’s sign-in is revoked.`,
    advice:
      "It stays so until the person signs in again in Node-RED, and with the code in Homebridge’s log; the sandbox itself does that when it starts.",
  };
}

const EFFECTS = { blink: "blinking", breathe: "breathing" } as const;

/** What a USB light shows: a colour, and what it does by itself. */
export function lightSays({ on, color, effect }: BusylightState): string {
  if (!on) return "off";
  return effect === undefined ? color : `${color}, ${EFFECTS[effect]}`;
}

/** What is to be heard from a USB light; empty: nothing. */
export function ringingSays({ ringing }: BusylightState): string {
  if (!ringing) return "";
  const { tone, volume, endless } = ringing;
  return `♪ ${endless ? "Rings" : "Rings once"}: tone ${tone} at ${volume} %`;
}

const SENSOR_WORDS: Readonly<Record<SensorState["kind"], { readonly yes: string; readonly no: string }>> = {
  occupancy: { yes: "detected", no: "not detected" },
  contact: { yes: "open", no: "closed" },
  motion: { yes: "motion", no: "no motion" },
  switch: { yes: "on", no: "off" },
};

/** What a HomeKit sensor shows, and what it says of itself. */
export function sensorSays({ kind, value, active, fault }: SensorState): string {
  const { yes, no } = SENSOR_WORDS[kind];
  const troubles = [...(fault ? ["fault"] : []), ...(active ? [] : ["not active"])];
  return [value ? yes : no, ...troubles].join(" · ");
}
