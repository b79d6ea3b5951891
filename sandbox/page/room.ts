import type { BusylightState, LampState, PersonState } from "../api/state";
import { byId } from "./dom";
import { look, markPicture } from "./presences";
import { lightSays, ringingSays } from "./words";

/** Places in the drawing, in the order in which lamps without a telling name take them. */
const PLACES: readonly { readonly place: string; readonly words: RegExp }[] = [
  { place: "desk", words: /desk|table|office/i },
  { place: "floor", words: /floor|corner|stand/i },
  { place: "pendant", words: /pendant|ceiling|hang|hall|kitchen/i },
  { place: "shelf", words: /shelf|globe|bloom|wall/i },
  { place: "fairy", words: /fairy|christmas|string|garland/i },
  { place: "strip", words: /strip|gradient|play/i },
  { place: "sill", words: /sill|window|lantern/i },
];

/** Where each lamp stands: first by name, then whatever is free; lamps beyond that are only listed. */
export function placesFor(lamps: readonly LampState[]): ReadonlyMap<string, LampState> {
  const placed = new Map<string, LampState>();
  const waiting: LampState[] = [];
  for (const lamp of lamps) {
    const fit = PLACES.find(({ place, words }) => !placed.has(place) && words.test(lamp.name));
    if (fit) placed.set(fit.place, lamp);
    else waiting.push(lamp);
  }
  for (const lamp of waiting) {
    const free = PLACES.find(({ place }) => !placed.has(place));
    if (free) placed.set(free.place, lamp);
  }
  return placed;
}

/** Even the dimmest lamp that is on must be seen. */
const DIMMEST = 0.3;

/** How strongly a lamp shows, 0 to 1. */
export function levelOf({ on, brightness }: Pick<LampState, "on" | "brightness">): number {
  return on ? DIMMEST + ((1 - DIMMEST) * Math.min(100, Math.max(0, brightness))) / 100 : 0;
}

/** A USB light's colour as bright as a screen can, and how strongly it shows, 0 to 1. */
export function glowOf({ color }: BusylightState): { readonly color: string; readonly level: number } {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const brightest = Math.max(...parts);
  if (brightest === 0) return { color, level: 0 };
  const full = parts.map((part) => Math.round((part * 255) / brightest));
  return {
    color: `#${full.map((part) => part.toString(16).padStart(2, "0")).join("")}`,
    level: levelOf({ on: true, brightness: (brightest * 100) / 255 }),
  };
}

/**
 * By day lamps tint the wall behind things; by night their light falls over everything in the room.
 * Which one it is follows the browser's colour scheme.
 */
export function letLightFall(): void {
  const light = byId("light", SVGGElement);
  const night = matchMedia("(prefers-color-scheme: dark)");
  const fall = () =>
    night.matches
      ? byId("dusk", SVGRectElement).after(light)
      : byId("first-thing", SVGGElement).before(light);
  night.addEventListener("change", fall);
  fall();
}

let shown: ReadonlyMap<string, LampState> = new Map();

/** Lets a click on a drawn lamp use its switch; the list below the room does the same for the keyboard. */
export function onLampClick(use: (lamp: LampState) => void): void {
  for (const group of document.querySelectorAll<SVGGElement>("#room .lamp")) {
    group.addEventListener("click", () => {
      const lamp = shown.get(group.dataset.place ?? "");
      if (lamp) use(lamp);
    });
  }
}

export function showLamps(lamps: readonly LampState[]): void {
  shown = placesFor(lamps);
  let total = 0;
  for (const group of document.querySelectorAll<SVGGElement>("#room [data-place]")) {
    const lamp = shown.get(group.dataset.place ?? "");
    group.toggleAttribute("hidden", !lamp);
    if (!lamp) continue;
    const level = levelOf(lamp);
    if (group.classList.contains("lamp")) total += level;
    group.style.setProperty("--light", lamp.color);
    group.style.setProperty("--level", level.toFixed(3));
    group.style.setProperty("--on", lamp.on ? "1" : "0");
    setTitle(group, `${lamp.name}, ${lamp.on ? "on" : "off"}. Click to use its switch.`);
  }
  byId("dusk", SVGRectElement).style.setProperty("--lit", Math.min(1, total / 2).toFixed(3));
}

/** There are places on the desk for the first two that are plugged in. */
export function showBusylights(lights: readonly BusylightState[]): void {
  const plugged = lights.filter((light) => light.plugged);
  for (const group of document.querySelectorAll<SVGGElement>("#room [data-usb]")) {
    const light = plugged[Number(group.dataset.usb)];
    group.toggleAttribute("hidden", !light);
    if (!light) continue;
    const { color, level } = glowOf(light);
    group.style.setProperty("--light", color);
    group.style.setProperty("--level", level.toFixed(3));
    group.classList.toggle("is-blink", light.effect === "blink");
    group.classList.toggle("is-breathe", light.effect === "breathe");
    setTitle(group, [`${light.name}, ${lightSays(light)}`, ringingSays(light)].join(" ").trim());
  }
}

export function showLaptop(person: PersonState): void {
  const { label, mark } = look(person);
  byId("laptop", SVGGElement).setAttribute("class", `laptop tone-${mark}`);
  byId("laptop-initial", SVGTextElement).textContent = person.person.name.slice(0, 1).toUpperCase();
  byId("laptop-name", SVGTextElement).textContent = person.person.name;
  byId("laptop-status", SVGTextElement).textContent = label;
  byId("laptop-dot", SVGGElement).replaceChildren(markPicture(mark, 22));
}

/** What somebody who cannot see the drawing hears about it. */
export function describeRoom(
  person: PersonState,
  lamps: readonly LampState[],
  lights: readonly BusylightState[],
): void {
  const lit = lamps
    .filter(({ on }) => on)
    .map(({ name, color, brightness }) => `${name} ${color} at ${brightness} %`);
  const litUsb = lights.filter(({ on }) => on).map((light) => `${light.name} ${lightSays(light)}`);
  byId("room-title", SVGTitleElement).textContent =
    `The laptop shows ${person.person.name}: ${look(person).label}. ` +
    (lit.length > 0 ? `Lamps that are on: ${lit.join(", ")}.` : "No lamp is on.") +
    (litUsb.length > 0 ? ` USB lights that are on: ${litUsb.join(", ")}.` : "");
}

function setTitle(group: SVGGElement, text: string): void {
  const title = group.querySelector("title");
  if (title) title.textContent = text;
}
