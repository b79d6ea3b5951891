import { IDENTITY, STORED } from "./identity";

/**
 * A key belongs to the bridge it was made for: the one that is stored, or the one from pairing, goes when the address
 * changes, and comes back with it. What is typed in by hand is the person's own business.
 */
export class HeldKey {
  readonly #field = $("#node-config-input-key");
  readonly #changed: () => void;
  #key: string;
  #of: string;

  /** @param changed the key, or what it belongs to, may be another now */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#key = this.#shown === STORED ? STORED : "";
    this.#of = identity();
    $(IDENTITY.map((property) => `#node-config-input-${property}`).join(", ")).on("change input", () =>
      this.#follow(),
    );
    this.#field.on("change input", () => this.#tell());
  }

  /** Pairing has filled in the key for what the dialog shows. */
  hold(): void {
    this.#key = this.#shown;
    this.#of = identity();
    this.#tell();
  }

  get #shown(): string {
    return String(this.#field.val() ?? "");
  }

  #follow(): void {
    const isOther = identity() !== this.#of;
    if (isOther && this.#shown === this.#key) this.#field.val("");
    if (!isOther && this.#shown === "") this.#field.val(this.#key);
    this.#tell();
  }

  #tell(): void {
    $("#hue-bridge-moved").toggle(this.#key !== "" && this.#shown === "" && identity() !== this.#of);
    this.#changed();
  }
}

function identity(): string {
  const values = IDENTITY.map((property) => String($(`#node-config-input-${property}`).val() ?? ""));
  return JSON.stringify(values.map((value) => value.trim().toLowerCase()));
}
