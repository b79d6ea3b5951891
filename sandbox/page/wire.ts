import type { WireLine } from "../api/state";
import { byId, el, segments } from "./dom";
import { serviceName } from "./words";

const MOST_LINES = 200;
const EVERYTHING = "";

export interface WirePanel {
  /** Begins anew with these lines, oldest first. */
  restart(lines: readonly WireLine[]): void;
  add(lines: readonly WireLine[]): void;
  counts(requests: Readonly<Record<string, number>>): void;
}

/** The log of what went over the wire: newest first, by service, standing still while somebody reads. */
export function wirePanel(): WirePanel {
  const list = byId("wire", HTMLOListElement);
  const scroll = byId("wire-scroll", HTMLDivElement);
  const paused = byId("wire-paused", HTMLParagraphElement);
  let lines: readonly WireLine[] = [];
  let requests: Readonly<Record<string, number>> = {};
  let service = EVERYTHING;
  let shownUpTo = 0;
  let reading = false;

  const wanted = (line: WireLine) => service === EVERYTHING || line.service === service;
  const fillServices = segments(byId("services", HTMLDivElement), "service", (chosen) => {
    service = chosen;
    redraw();
  });

  const redraw = (): void => {
    list.replaceChildren();
    shownUpTo = 0;
    catchUp();
  };
  const catchUp = (): void => {
    const fresh = lines.filter((line) => line.number > shownUpTo && wanted(line));
    for (const line of fresh) list.prepend(row(line));
    while (list.children.length > MOST_LINES) list.lastElementChild?.remove();
    shownUpTo = lines.at(-1)?.number ?? 0;
    byId("no-wire", HTMLParagraphElement).hidden = list.children.length > 0;
    tellPause();
  };
  const tellPause = (): void => {
    const waiting = lines.filter((line) => line.number > shownUpTo && wanted(line)).length;
    paused.hidden = !reading;
    paused.textContent = waiting > 0 ? `Paused, ${waiting} new` : "Paused";
  };
  const read = (yes: boolean): void => {
    reading = yes;
    if (reading) tellPause();
    else catchUp();
  };
  // A finger that has left the screen would seem to hover for ever.
  scroll.addEventListener("pointerenter", ({ pointerType }) => read(pointerType === "mouse"));
  scroll.addEventListener("pointerleave", () => read(false));
  scroll.addEventListener("focus", () => read(scroll.matches(":focus-visible")));
  scroll.addEventListener("blur", () => read(scroll.matches(":hover")));

  const showServices = (): void => {
    const services = Object.keys(requests);
    const all = Object.values(requests).reduce((sum, count) => sum + count, 0);
    fillServices(
      [
        { value: EVERYTHING, label: "All", badge: `${all}` },
        ...services.map((value) => ({ value, label: serviceName(value), badge: `${requests[value] ?? 0}` })),
      ],
      service,
    );
  };

  return {
    restart(all) {
      lines = all;
      redraw();
    },
    add(more) {
      lines = [...lines, ...more].slice(-MOST_LINES);
      if (reading) tellPause();
      else catchUp();
    },
    counts(now) {
      requests = now;
      showServices();
    },
  };
}

function row({ at, service, method, path, status, note }: WireLine): HTMLElement {
  const time = el("time", { datetime: at }, new Date(at).toLocaleTimeString([], { hourCycle: "h23" }));
  const kind = status >= 500 || status === 0 ? "bad" : status >= 400 ? "odd" : "good";
  return el(
    "li",
    {},
    time,
    el("span", { class: `tag tag-${service}` }, serviceName(service)),
    el("span", { class: "method" }, method),
    el("span", { class: "path", title: path }, path),
    el("span", { class: `status status-${kind}` }, status === 0 ? "none" : `${status}`),
    el("span", { class: "note" }, note ?? ""),
  );
}
