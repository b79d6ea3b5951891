import type { Fault, Faults } from "../support/faults";
import { html, refused } from "./answers";
import type { Answer } from "./answers";

/** The kinds of trouble this bridge can be told to make. */
export const HUE_FAULTS = [
  /** Overload, with an HTML page; `retryAfter` becomes a header. */
  "429",
  "503",
  /** An error envelope. */
  "500",
  /** No answer, ever. */
  "timeout",
  /** The connection breaks. */
  "reset",
  /** Every connection breaks, streams too, and new ones do not come about. */
  "offline",
  /** A page with status 200, as from a proxy or a wrong address. */
  "html",
  /** JSON that ends too early. */
  "garbage",
  /** Every key is forgotten, for good. */
  "revoked",
  /** Lamps do not hear: writes to lights and groups give 207 and change nothing. */
  "unreachable",
] as const;
export type HueFault = (typeof HUE_FAULTS)[number];

const isHueFault = (kind: string): kind is HueFault => HUE_FAULTS.some((known) => known === kind);

/** The trouble the next request would meet, left where it is. */
export function nextTrouble(faults: Faults): HueFault | undefined {
  const kind = faults.active.find(({ target }) => target === "hue")?.kind;
  return kind !== undefined && isHueFault(kind) ? kind : undefined;
}

/** Uses up the trouble for this request; lost radio waits for a request that needs the radio. */
export function takeTrouble(faults: Faults, usesRadio: boolean): Fault | undefined {
  const kind = nextTrouble(faults);
  return kind === undefined || (kind === "unreachable" && !usesRadio) ? undefined : faults.take("hue");
}

/** The answer that trouble of this kind gives; undefined for the kinds that are not an answer. */
export function troubledAnswer({ kind, retryAfter }: Fault): Answer | undefined {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  switch (kind) {
    case "429":
      return html(429, "Ordered: too many requests", headers);
    case "503":
      return html(503, "Ordered: the bridge is busy", headers);
    case "500":
      return refused(500, "ordered: internal error");
    case "html":
      return html(200, "Ordered: a page where JSON belongs");
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: '{"errors":[],"data":[{"id":"',
        note: "ordered: JSON that ends too early",
      };
    default:
      return undefined;
  }
}
