import { svg } from "./dom";

/** The mark Teams puts beside a person's picture. */
export type Mark = "available" | "busy" | "do-not-disturb" | "away" | "offline" | "out-of-office" | "unknown";

export interface Choice {
  readonly label: string;
  readonly availability: string;
  readonly activity: string;
  readonly mark: Mark;
}

/** What a person can be in Teams, with the pair Graph answers for it (Microsoft Graph docs, presence resource). */
export const CHOICES: readonly Choice[] = [
  choice("Available", "Available", "Available", "available"),
  choice("Busy", "Busy", "Busy", "busy"),
  choice("In a call", "Busy", "InACall", "busy"),
  choice("In a meeting", "Busy", "InAMeeting", "busy"),
  choice("Presenting", "DoNotDisturb", "Presenting", "do-not-disturb"),
  choice("Do not disturb", "DoNotDisturb", "DoNotDisturb", "do-not-disturb"),
  choice("Focusing", "DoNotDisturb", "Focusing", "do-not-disturb"),
  choice("Be right back", "BeRightBack", "BeRightBack", "away"),
  choice("Away", "Away", "Away", "away"),
  choice("Appear offline", "Offline", "OffWork", "offline"),
  choice("Offline", "Offline", "Offline", "offline"),
  choice("Out of office", "OutOfOffice", "OutOfOffice", "out-of-office"),
  choice("Unknown", "PresenceUnknown", "PresenceUnknown", "unknown"),
];

function choice(label: string, availability: string, activity: string, mark: Mark): Choice {
  return { label, availability, activity, mark };
}

export function isChoice(choice: Choice, said: { availability: string; activity: string }): boolean {
  return same(choice.availability, said.availability) && same(choice.activity, said.activity);
}

/** How to show what was said; pairs that have no button are shown by the more telling word, the activity. */
export function look(said: { availability: string; activity: string }): { label: string; mark: Mark } {
  const exact = CHOICES.find((choice) => isChoice(choice, said));
  if (exact) return exact;
  const mark = CHOICES.find(({ availability }) => same(availability, said.availability))?.mark ?? "unknown";
  const label = CHOICES.find(({ activity }) => same(activity, said.activity))?.label ?? said.activity;
  return { label, mark };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const SIGNS: Readonly<Record<Mark, string>> = {
  available: "M5 8.2 L7.2 10.4 L11 6",
  busy: "",
  "do-not-disturb": "M5 8 H11",
  away: "M8 4.6 V8.2 L10.4 9.8",
  offline: "M5.8 5.8 L10.2 10.2 M10.2 5.8 L5.8 10.2",
  "out-of-office": "M10.6 8 H5.4 M7.6 5.6 L5.2 8 L7.6 10.4",
  unknown: "",
};

/** The mark as a picture of 16 by 16 units; its colours come from the style sheet. */
export function markPicture(mark: Mark, size = 16): SVGSVGElement {
  return svg(
    "svg",
    {
      viewBox: "0 0 16 16",
      width: `${size}`,
      height: `${size}`,
      class: `mark mark-${mark}`,
      "aria-hidden": "true",
    },
    svg("circle", { cx: "8", cy: "8", r: "6.6", class: "mark-disc" }),
    svg("path", { d: SIGNS[mark], class: "mark-sign" }),
  );
}
