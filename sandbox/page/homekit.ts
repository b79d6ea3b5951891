import type { HomebridgeState, LiveState, SensorState } from "../api/state";
import { byId, el, keyedList, type Row } from "./dom";
import { sensorSays } from "./words";

type SetSwitch = (sensor: SensorState, on: boolean) => void;

interface Accessory {
  readonly id: number;
  readonly name: string;
  readonly sensors: readonly SensorState[];
}

/** As many tiles side by side as an accessory asks room for: a person's usual sensors. */
const MOST_BESIDE = 5;

/** What HomeKit shows, by accessory; or what has become of Homebridge. */
export function homekitPanel(setSwitch: SetSwitch): (state: LiveState) => void {
  const fill = keyedList<Accessory>(
    byId("homekit", HTMLUListElement),
    ({ id }) => String(id),
    () => accessoryRow(setSwitch),
  );
  const code = byId("pairing-code", HTMLElement);
  const pairing = byId("homekit-pairing", HTMLParagraphElement);
  const hint = byId("homekit-hint", HTMLParagraphElement);
  const line = byId("no-homekit", HTMLParagraphElement);
  const last = byId("homekit-last", HTMLPreElement);
  return ({ homebridge, homekit }) => {
    const running = homebridge.state === "running" ? homebridge : undefined;
    // There is one controller: the code is good for no other.
    pairing.hidden = running?.paired !== false;
    code.textContent = running?.pairingCode ?? "";
    hint.textContent = running ? pairingSays(running) : "";
    hint.hidden = running === undefined;
    fill(byAccessory(homekit));
    line.hidden = homekit.length > 0;
    line.textContent = emptySays(homebridge);
    last.hidden = homebridge.state !== "ended";
    last.textContent = homebridge.state === "ended" ? homebridge.advice : "";
  };
}

function accessoryRow(setSwitch: SetSwitch): Row<Accessory> {
  const title = el("h3");
  const tiles = el("ul", { class: "tiles" });
  const element = el("li", { class: "accessory" }, title, tiles);
  const fill = keyedList<SensorState>(
    tiles,
    ({ id }) => id,
    (first) => sensorTile(first, setSwitch),
  );
  return {
    element,
    update({ name, sensors }) {
      title.textContent = name;
      element.style.setProperty("--wide", String(Math.min(sensors.length, MOST_BESIDE)));
      fill(sensors);
    },
  };
}

function sensorTile(first: SensorState, setSwitch: SetSwitch): Row<SensorState> {
  let now = first;
  const name = el("span", { class: "tile-name" });
  const says = el("span", { class: "tile-detail" });
  const words = el("span", { class: "tile-words" }, name, says);
  const element = el("li", { class: "tile sensor" });
  const knob = el("button", { type: "button", role: "switch", class: "switch" }, el("span"));
  knob.addEventListener("click", () => setSwitch(now, !now.value));
  element.append(...(first.kind === "switch" ? [words, knob] : [el("span", { class: "sensor-dot" }), words]));
  return {
    element,
    update(sensor) {
      now = sensor;
      name.textContent = sensor.name;
      says.textContent = sensorSays(sensor);
      knob.setAttribute("aria-checked", String(sensor.value));
      knob.setAttribute("aria-label", `${sensor.name}, ${sensor.accessory.name}`);
      element.classList.toggle("is-on", sensor.value);
      element.classList.toggle("is-troubled", sensor.fault);
      element.classList.toggle("is-inactive", !sensor.active);
    },
  };
}

function byAccessory(sensors: readonly SensorState[]): readonly Accessory[] {
  const ids = [...new Set(sensors.map(({ accessory }) => accessory.id))];
  return ids.map((id) => {
    const own = sensors.filter(({ accessory }) => accessory.id === id);
    return { id, name: own[0]?.accessory.name ?? "", sensors: own };
  });
}

function pairingSays({ paired, port }: Extract<HomebridgeState, { state: "running" }>): string {
  return paired
    ? "A HomeKit controller is paired with this bridge."
    : `A HomeKit controller on this machine pairs with 127.0.0.1:${port}. Phones cannot see this bridge.`;
}

function emptySays(homebridge: HomebridgeState): string {
  switch (homebridge.state) {
    case "off":
      return "Homebridge was left out of this start.";
    case "starting":
      return "Homebridge is starting …";
    case "running":
      return "Homebridge is running and shows nothing yet.";
    case "ended":
      return `${homebridge.title}.`;
  }
}
