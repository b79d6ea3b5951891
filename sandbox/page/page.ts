import type { BusylightState, LampState, LiveState, PersonState } from "../api/state";
import { busylightPanel } from "./busylights";
import { follow, order } from "./connection";
import type { Trouble } from "./connection";
import { byId } from "./dom";
import { homekitPanel } from "./homekit";
import { presencePanel } from "./presence-panel";
import { describeRoom, letLightFall, onLampClick, showBusylights, showLamps, showLaptop } from "./room";
import { applicationList, lampList } from "./things";
import { troublePanel } from "./trouble";
import { wirePanel } from "./wire";
import { atOnce } from "./words";

/** How long a bridge lets a new application in after its button was pressed (Philips Hue developer docs). */
const PAIRING_SECONDS = 30;

let latest: LiveState | undefined;
let chosenSlug = "";

const presence = presencePanel({
  choosePerson(slug) {
    chosenSlug = slug;
    if (latest) show(latest);
  },
  setPresence: ({ availability, activity }) =>
    send("POST", `people/${encodeURIComponent(chosenSlug)}/presence`, { availability, activity }),
});
const useSwitch = ({ id, on }: LampState) =>
  send("POST", `lamps/${encodeURIComponent(id)}/hand`, { on: !on });
const fillLamps = lampList({
  useSwitch,
  set: ({ id }, order) => send("POST", `lamps/${encodeURIComponent(id)}/hand`, order),
});
const handle = ({ id }: BusylightState, what: string, body?: object) =>
  send("POST", `busylights/${encodeURIComponent(id)}/${what}`, body);
const fillBusylights = busylightPanel({
  plug: (light) => handle(light, "plug"),
  unplug: (light) => handle(light, "unplug"),
  press: (light) => handle(light, "press"),
  trouble: (light, kind) => handle(light, "trouble", { kind }),
});
const showHomeKit = homekitPanel(({ id }, on) => send("POST", `homekit/${id}/switch`, { on }));
const fillApplications = applicationList();
const showTrouble = troublePanel({
  orderFault: (fault) =>
    send("POST", "faults", fault, () => {
      const whose = latest?.people.find(({ person }) => person.slug === fault.person)?.person.name;
      const outcome = atOnce(fault.target, fault.kind, whose);
      if (outcome) tell(outcome);
    }),
  clear: (target) =>
    send("DELETE", target === undefined ? "faults" : `faults?target=${encodeURIComponent(target)}`),
});
const wire = wirePanel();

function show(state: LiveState): void {
  latest = state;
  const person = choosePerson(state.people);
  chosenSlug = person?.person.slug ?? "";
  presence.show(state.people, chosenSlug);
  if (person) {
    showLaptop(person);
    describeRoom(person, state.lamps, state.busylights);
  }
  showLamps(state.lamps);
  showBusylights(state.busylights);
  fillLamps(state.lamps);
  showPairing(state.pairingWanted);
  fillBusylights(state.busylights);
  showHomeKit(state);
  showTrouble(state);
  fillApplications(state.applications);
  wire.counts(state.requests);
  const nodeRed = byId("node-red", HTMLAnchorElement);
  nodeRed.hidden = state.links.nodeRed === undefined;
  if (state.links.nodeRed !== undefined) nodeRed.href = state.links.nodeRed;
}

function choosePerson(people: readonly PersonState[]): PersonState | undefined {
  return people.find(({ person }) => person.slug === chosenSlug) ?? people[0];
}

function send(method: "POST" | "DELETE", path: string, body?: object, whenDone?: () => void): void {
  void order(method, path, body).then((trouble) => (trouble ? refused(trouble) : whenDone?.()));
}

/** What was chosen in vain is taken back. */
function refused(trouble: Trouble): void {
  tell(trouble);
  if (latest) show(latest);
}

function tell({ title, advice }: Trouble): void {
  byId("notice-title", HTMLElement).textContent = title;
  byId("notice-advice", HTMLSpanElement).textContent = advice;
  byId("notice", HTMLDivElement).hidden = false;
}

let listeningEnds: ReturnType<typeof setTimeout> | undefined;

function bridgeListens(yes: boolean): void {
  byId("press", HTMLButtonElement).classList.toggle("is-listening", yes);
  byId("bridge", SVGGElement).classList.toggle("is-listening", yes);
  byId("press-text", HTMLSpanElement).textContent = yes ? "Pressed: pair now" : "Press the bridge’s button";
  clearTimeout(listeningEnds);
  if (yes) listeningEnds = setTimeout(() => bridgeListens(false), PAIRING_SECONDS * 1000);
}

function showPairing(wanted: boolean): void {
  byId("pairing", HTMLDivElement).hidden = !wanted;
  byId("press", HTMLButtonElement).classList.toggle("is-wanted", wanted);
  byId("bridge", SVGGElement).classList.toggle("is-wanted", wanted);
}

const pressButton = () => send("POST", "bridge/button", {}, () => bridgeListens(true));

byId("press", HTMLButtonElement).addEventListener("click", pressButton);
byId("pairing-press", HTMLButtonElement).addEventListener("click", pressButton);
byId("bridge", SVGGElement).addEventListener("click", pressButton);
byId("notice-close", HTMLButtonElement).addEventListener("click", () => {
  byId("notice", HTMLDivElement).hidden = true;
});
onLampClick(useSwitch);
letLightFall();
follow({
  start(state) {
    show(state);
    wire.restart(state.wire);
  },
  state: show,
  wire: (lines) => wire.add(lines),
  answering(yes) {
    byId("connection", HTMLDivElement).hidden = yes;
    document.body.classList.toggle("is-lost", !yes);
  },
});
