import { Problem } from "../../support/problem";

/** The light takes what it is sent and never ends doing so. */
export function lightHangs(): Problem {
  return new Problem({
    code: "usb-failed",
    title: "The light does not answer",
    advice: "Unplug it and plug it in again; if the maker's own program is running, close it.",
  });
}

/** None of the lights that are plugged in is the one that is meant. */
export function lightMissing(): Problem {
  return new Problem({
    code: "light-missing",
    title: "The light is not plugged in",
    advice:
      "Plug it in; it is found by itself within half a minute. If it is plugged in, open this node and choose it again.",
  });
}
