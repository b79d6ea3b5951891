/** Knows whether somebody is pressing on the page: what moves away under the pointer is not clicked. */
export class Press {
  #isDown = false;
  #waiting: (() => void)[] = [];

  constructor(root: Document) {
    root.addEventListener("pointerdown", () => (this.#isDown = true), { capture: true });
    for (const end of ["pointerup", "pointercancel"])
      root.addEventListener(end, () => this.#release(), { capture: true });
  }

  /** Does something that may move parts of the page: at once, or after the click that is under way. */
  after(act: () => void): void {
    if (this.#isDown) this.#waiting.push(act);
    else act();
  }

  #release(): void {
    this.#isDown = false;
    // The click itself comes after this.
    window.setTimeout(() => {
      for (const act of this.#waiting.splice(0)) act();
    });
  }
}
