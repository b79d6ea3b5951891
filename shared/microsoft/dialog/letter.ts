import { copyFrom } from "./clipboard";
import { button, el } from "./dom";

/** Buttons and words of the page. */
interface LetterParts {
  readonly text: (key: "letter" | "copy" | "copied" | "copy-yourself") => string;
  readonly buttonClass: string;
  readonly isOpen: boolean;
}

/** The letter to the IT department, to be read and copied; it opens by itself where it is what helps. */
export function letter(
  { subject, body }: { readonly subject: string; readonly body: string },
  { text, buttonClass, isOpen }: LetterParts,
): HTMLElement {
  const field = el("textarea", { readonly: "", spellcheck: "false", "aria-label": text("letter") });
  field.value = `${subject}\n\n${body}`;
  const said = el("span", { role: "status" });
  const copyIt = async (): Promise<void> => {
    said.textContent = text(await copyFrom(field));
  };
  const details = el("details", {}, el("summary", {}, text("letter")), field);
  details.append(button(buttonClass, text("copy"), copyIt), " ", said);
  details.open = isOpen;
  return details;
}
