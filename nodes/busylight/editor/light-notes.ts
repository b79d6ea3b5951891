import { showNote } from "../../editor/note";
import type { Trouble } from "../../editor/request";
import { isDevice, lightsMeant, type PluggedLight, realLights } from "./light-options";

/** What Node-RED tells of the machine it runs on. */
export interface Survey {
  readonly lights: readonly PluggedLight[];
  /** Why there may be more. */
  readonly problems: readonly Trouble[];
}

const GUIDE = "https://github.com/presence-home/teams-presence/blob/main/docs/busylights.md";
const REMEDIES = ["machine", "container", "permission", "unknown"] as const;
const TROUBLE = "fa-exclamation-triangle busylight-trouble";

/** Shows what a person should know of the lights that are chosen, and of what else there may be. */
export function showLightNotes(
  node: EditorNode,
  place: JQuery,
  { lights, problems }: Survey,
  chosen: string,
): void {
  place.empty();
  const note = (icon: string, text: string): void =>
    showNote($('<div class="busylight-note">').appendTo(place), icon, text);
  for (const problem of problems) note(TROUBLE, inWords(problem));
  const meant = lightsMeant(chosen, lights);
  for (const { name, problem } of meant) {
    if (!problem) continue;
    const text = inWords(problem);
    note(TROUBLE, meant.length > 1 ? node._("busylight.light.problem", { name, problem: text }) : text);
  }
  if (meant.length === 1 && meant[0]?.isExperimental)
    note("fa-flask", node._("busylight.light.is-experimental"));
  if (chosen === "virtual") return;
  if (realLights(lights).length === 0) {
    note("fa-info-circle", node._("busylight.none.title"));
    remedies(node).appendTo(place);
  } else if (meant.length === 0 && isDevice(chosen))
    note("fa-info-circle", node._("busylight.light.is-missing"));
}

export function inWords({ title, advice }: Pick<Trouble, "title" | "advice">): string {
  return `${title}. ${advice}`;
}

function remedies(node: EditorNode): JQuery {
  const list = $("<ul>");
  for (const remedy of REMEDIES)
    $("<li>")
      .text(node._(`busylight.none.${remedy}`))
      .appendTo(list);
  const guide = $('<a target="_blank" rel="noopener noreferrer">').attr("href", GUIDE);
  guide.text(node._("busylight.none.guide"));
  return list.append($("<li>").append(guide));
}
