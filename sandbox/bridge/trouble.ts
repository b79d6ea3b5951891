import type { Fault, Faults } from "../support/faults";
import { html, refused, unknownKey } from "./answers";
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
  /** One lamp (`lamp`), or all of them, do not hear: writes give 207 and change nothing there. */
  "unreachable",
  /** The event streams that are open, and those that are opened meanwhile, never tell anything again. */
  "stream-silent",
  /** The event stream alone is refused: busy, missing, or a page where it belongs. */
  "stream-refused",
  "stream-missing",
  "stream-html",
  /** A bridge that is starting: it answers already, and does not know its keys yet. */
  "boot-403",
] as const;
export type HueFault = (typeof HUE_FAULTS)[number];

/** What a request is for, as far as trouble cares. */
export type Purpose = "stream" | "resources" | "other";

/** Kinds that meet only some requests; no request at all for what happens on the air. */
const MEETS: ReadonlyMap<string, readonly Purpose[]> = new Map([
  ["unreachable", []],
  ["stream-silent", ["stream"]],
  ["stream-refused", ["stream"]],
  ["stream-missing", ["stream"]],
  ["stream-html", ["stream"]],
  ["boot-403", ["stream", "resources"]],
]);

/** Uses up the trouble that a request for this purpose meets. */
export function takeTrouble(faults: Faults, purpose: Purpose): Fault | undefined {
  return faults.take("hue", ({ kind }) => MEETS.get(kind)?.includes(purpose) ?? true);
}

/** Whether trouble of this kind is on, left where it is. */
export function isOn(faults: Faults, wanted: HueFault): boolean {
  return faults.active.some(({ target, kind }) => target === "hue" && kind === wanted);
}

/** The answer that trouble of this kind gives; undefined for the kinds that are not an answer. */
export function troubledAnswer({ kind, retryAfter }: Fault): Answer | undefined {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  switch (kind) {
    case "429":
      return html(429, "Ordered: too many requests", headers);
    case "503":
    case "stream-refused":
      return html(503, "Ordered: the bridge is busy", headers);
    case "500":
      return refused(500, "ordered: internal error");
    case "html":
    case "stream-html":
      return html(200, "Ordered: a page where JSON belongs");
    case "stream-missing":
      return html(404, "Ordered: there is no event stream");
    case "boot-403":
      return unknownKey();
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
