/** How a bridge looks from above: round and old, square, or square and dark. */
export type Look = "round" | "square" | "pro";

const ROUND_MODEL = "BSB001";
const PRO_MODEL = "BSB003";

export function lookOf(model: string): Look {
  if (model === ROUND_MODEL) return "round";
  return model === PRO_MODEL ? "pro" : "square";
}

const BODIES: Record<Look, string> = {
  round: '<circle class="hue-bridge-body" cx="48" cy="48" r="42"/>',
  square: '<rect class="hue-bridge-body" x="6" y="6" width="84" height="84" rx="16"/>',
  pro: '<rect class="hue-bridge-body hue-bridge-dark" x="6" y="6" width="84" height="84" rx="16"/>',
};

/** The lights in a row above the button, all of a quiet bridge. */
const LIGHTS = [32, 48, 64].map((x) => `<circle cx="${x}" cy="22" r="2.5"/>`).join("");

/** A drawing of a bridge, 96 by 96, its button marked where `press` is wished. Colours are the theme's own. */
export function bridgePicture(look: Look, { press = false, label = "" } = {}): JQuery {
  const button = `<circle class="hue-bridge-button" cx="48" cy="54" r="${look === "round" ? 12 : 16}"/>`;
  const wave = press ? button.replace("hue-bridge-button", "hue-bridge-wave") : "";
  const picture = $(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" class="hue-bridge-picture">${BODIES[look]}<g class="hue-bridge-lights">${LIGHTS}</g>${wave}${button}</svg>`,
  );
  if (press) picture.addClass("hue-bridge-press");
  return label === ""
    ? picture.attr("aria-hidden", "true")
    : picture.attr({ role: "img", "aria-label": label });
}
