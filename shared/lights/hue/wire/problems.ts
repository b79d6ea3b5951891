import { Problem } from "../../../support/problem";

/** Host and port as a person would type them. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

const placeName = ({ host, port }: Place) => (port === 443 ? host : `${host}:${port}`);

/** The technical error in one line. The error itself may carry raw bytes of an answer, so it is not passed on. */
function inOneLine(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error && typeof error.code === "string" ? `${error.code}: ` : "";
  return new Error(`${code}${error.message}`);
}

export function unreachable(place: Place, why: string, cause?: unknown): Problem {
  return new Problem(
    {
      code: "bridge-unreachable",
      title: `The Hue bridge at ${placeName(place)} does not answer (${why})`,
      advice: "Check that it has power and network, and that its address is still the same.",
    },
    { cause: inOneLine(cause) },
  );
}

/** `expected` says who should have answered: "bridge 001788fffe123456"; undefined before any bridge is known. */
export function wrongCertificate(place: Place, expected: string | undefined, cause?: unknown): Problem {
  return new Problem(
    {
      code: "bridge-certificate",
      title: `What answers at ${placeName(place)} did not prove to be ${expected ?? "a genuine Hue bridge"}`,
      advice:
        expected === undefined
          ? "Check the address. If it is right and the bridge signed its own certificate, choose the identity Pinned certificate and pair again."
          : "If the bridge was replaced or its address now belongs to another one, correct the address and pair again.",
    },
    { cause: inOneLine(cause) },
  );
}

export function keyRefused(place: Place): Problem {
  return new Problem({
    code: "bridge-key-refused",
    title: `The Hue bridge at ${placeName(place)} no longer accepts our key`,
    advice: "Press the pencil beside Bridge, then Pair, then deploy.",
  });
}

export function overloaded(place: Place): Problem {
  return new Problem({
    code: "bridge-overloaded",
    title: `The Hue bridge at ${placeName(place)} has too much to do`,
    advice: "It is asked again in a moment. If this stays, see what else sends it commands.",
  });
}

export function notFound(place: Place): Problem {
  return new Problem({
    code: "bridge-not-found",
    title: `The Hue bridge at ${placeName(place)} does not know what was asked for`,
    advice: "Choose the target again. A bridge with software from before November 2021 needs an update.",
  });
}

export function badAnswer(place: Place, what: string, cause?: unknown): Problem {
  return new Problem(
    {
      code: "bridge-bad-answer",
      title: `The Hue bridge at ${placeName(place)} gave an answer we do not understand (${what})`,
      advice: "Check that the address is that of a Hue bridge, and restart the bridge if it is.",
    },
    { cause: inOneLine(cause) },
  );
}

export function refused(place: Place, description: string): Problem {
  return new Problem({
    code: "bridge-refused",
    title: `The Hue bridge at ${placeName(place)} refused: ${description}`,
    advice: "If this stays after updating the bridge and this package, please report it.",
  });
}

/** The code of `noEvents`. */
export const NO_EVENTS = "bridge-no-events";

export function noEvents(place: Place, why: string): Problem {
  return new Problem({
    code: NO_EVENTS,
    title: `The Hue bridge at ${placeName(place)} does not tell what changes (${why})`,
    advice: "Lamps are read where it matters instead. An update of the bridge may bring it back.",
  });
}

export function notPaired(place: Place): Problem {
  return new Problem({
    code: "bridge-not-paired",
    title: `The identity of the Hue bridge at ${placeName(place)} is not known yet`,
    advice: "Pair with the bridge first.",
  });
}

export function notABridge(place: Place): Problem {
  return new Problem({
    code: "not-a-bridge",
    title: `What answers at ${placeName(place)} does not say that it is a Hue bridge`,
    advice: "Check the address. The Hue app shows it under the bridge's settings.",
  });
}

/** The round bridge speaks no encryption at all, and software from before November 2021 no CLIP v2. */
export function tooOld(place: Place, { isRound }: { readonly isRound: boolean }): Problem {
  return new Problem({
    code: "bridge-too-old",
    title: `The Hue bridge at ${placeName(place)} is too old for the new interface`,
    advice: isRound
      ? "A round bridge speaks without encryption only: choose API Old bridge and pair again."
      : "Update the bridge's software with the Hue app, or choose API Old bridge, and pair again.",
  });
}

/** It answered over plain HTTP where it has HTTPS elsewhere. */
export function wrongPort(place: Place): Problem {
  return new Problem({
    code: "bridge-wrong-port",
    title: `The Hue bridge at ${placeName(place)} answers there without encryption only`,
    advice: "Set the port to 443 and pair again.",
  });
}

/** It answered plain HTTP with a redirect, as the Bridge Pro does. */
export function encryptedOnly(place: Place): Problem {
  return new Problem({
    code: "bridge-encrypted-only",
    title: `The Hue bridge at ${placeName(place)} does not speak without encryption`,
    advice: "Choose API Automatic and pair again.",
  });
}

export function lightNotFound(): Problem {
  return new Problem({
    code: "light-not-found",
    title: "The bridge no longer knows this lamp",
    advice: "Choose the lamp again, or add it to the bridge with the Hue app.",
  });
}

/** The same code as for a lamp: whoever chose it has to choose again. */
export function groupNotFound(): Problem {
  return new Problem({
    code: "light-not-found",
    title: "The bridge no longer knows this room or zone, or it has no lamps",
    advice: "Choose the room or zone again, or put a lamp into it with the Hue app.",
  });
}

export function lightUnreachable(): Problem {
  return new Problem({
    code: "light-unreachable",
    title: "The lamp does not hear the bridge",
    advice:
      "Switch it on at the wall, or bring it nearer to the bridge or another lamp. A lamp that follows a presence is tried again by itself.",
  });
}

export function targetNotFound(): Problem {
  return new Problem({
    code: "target-not-found",
    title: "The bridge no longer knows this room or zone",
    advice: "Choose the room, the zone or a lamp again.",
  });
}

export function targetEmpty(): Problem {
  return new Problem({
    code: "target-empty",
    title: "There is no lamp in this room or zone",
    advice: "Put a lamp into it with the Hue app, or choose another one.",
  });
}

/** `scene` as the theme names it; absent where it was there a moment ago. */
export function sceneNotFound(scene?: string): Problem {
  return new Problem({
    code: "scene-not-found",
    title:
      scene === undefined
        ? "The bridge no longer knows this scene"
        : `The bridge has no scene "${scene.slice(0, 60)}"`,
    advice: "Enter the name of a scene in the theme just as the Hue app shows it, or its id.",
  });
}
