import type { Frame, Locator } from "playwright-core";
import type { TestCloud } from "./cloud";

/** The page, or a part of it. */
export type Place = Pick<Locator, "locator">;

/** The control that writes a property. */
export const field = (place: Place, property: string): Locator => place.locator(`[data-field="${property}"]`);

/** The button that does something. */
export const action = (place: Place, name: string): Locator => place.locator(`[data-action="${name}"]`);

/** A section of the page: `welcome`, `attention`, `accounts`, `people`, `mqtt`, `settings` or `log`. */
export const section = (frame: Frame, name: string): Locator => frame.locator(`[data-section="${name}"]`);

export const accountCard = (frame: Frame, id: string): Locator =>
  frame.locator(`.tp-card[data-account="${id}"]`);

export const personCard = (frame: Frame, id: string): Locator =>
  frame.locator(`.tp-card[data-person="${id}"]`);

/** The line of a sensor within a card. */
export const sensor = (card: Locator, id: string): Locator => card.locator(`[data-sensor="${id}"]`);

export const signInPanel = (card: Locator): Locator => card.locator('[data-panel="sign-in"]');

/** Opens the part that a control is in, and the parts around that. */
export async function unfold(control: Locator): Promise<void> {
  for (const part of await control.locator("xpath=ancestor::details[not(@open)]").all())
    await part.locator("> summary").click();
}

/** Fills in what the pretend Microsoft is reached by. */
export async function fillRegistration(card: Locator, { registration }: TestCloud): Promise<void> {
  const { tenant, clientId, authority, graph } = registration;
  await unfold(field(card, "tenant"));
  await field(card, "tenant").fill(tenant);
  await field(card, "clientId").fill(clientId);
  await unfold(field(card, "cloud"));
  await field(card, "cloud").selectOption("custom");
  await field(card, "authority").fill(authority);
  await field(card, "graph").fill(graph);
}

/** Signs in by a code, which somebody enters at the pretend Microsoft. `button` is what begins it. */
export async function signInByCode(
  card: Locator,
  { cloud }: TestCloud,
  slug: string,
  button = "Sign in",
): Promise<void> {
  await signInPanel(card).getByRole("button", { name: button, exact: true }).click();
  await signInPanel(card).getByRole("link", { name: cloud.entra.origin }).waitFor();
  cloud.approve(await signInPanel(card).locator(".teams-auth-code").innerText(), slug);
}

/** The names of the sensors in a card that detect something. */
export async function detecting(card: Locator): Promise<readonly string[]> {
  return card.locator('[data-detects="true"] .tp-sensor-name').allInnerTexts();
}

/** Opens every part of the page that can be opened. */
export async function unfoldAll(frame: Frame): Promise<void> {
  await frame.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
}
