import type { LightChange } from "./bodies";
import { commandsOf, lostWhenOff } from "./light-state";

/** Texts as bridges word them, collected by aiohue, which treats both as warnings. */
type Kind = "light" | "groupedLight";

/** What a bridge says of commands that got lost on the air. */
export function lostOnTheAir(kind: Kind, change: LightChange): readonly string[] {
  return commandsOf(change).map(
    (command) => `device (${kind}) has communication issues, command (${command}) may not have effect`,
  );
}

/** What a bridge says of commands to a lamp that is off and stays so. */
export function lostOnTheDark(kind: Kind, change: LightChange, isOn: boolean): readonly string[] {
  if (isOn || change.on?.on === true) return [];
  return lostWhenOff(change).map(
    (command) => `device (${kind}) is "soft off", command (${command}) may not have effect`,
  );
}
