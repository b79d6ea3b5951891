import { Problem } from "../support/problem";

/** Why nothing is known about a person although the broker is there. */

export function sourceOffline(topic: string): Problem {
  return new Problem({
    code: "mqtt-source-offline",
    title: `What publishes the presence at "${topic}" is offline`,
    advice: "It is back when its program runs and reaches the MQTT broker.",
  });
}

export function sourceSilent(topic: string): Problem {
  return new Problem({
    code: "mqtt-source-silent",
    title: `What publishes the presence at "${topic}" has been silent for too long`,
    advice: "Check that its program runs; if it does, compare the clocks of both machines.",
  });
}

export function nothingHeard(topic: string): Problem {
  return new Problem({
    code: "mqtt-nothing-heard",
    title: `Nothing has been published at "${topic}"`,
    advice:
      "Check the topic and the program that publishes there, and that the MQTT broker's access rules let it be read.",
  });
}
