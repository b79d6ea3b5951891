/**
 * A window for Microsoft's page that can close itself afterwards, which only a window opened by a script can. It is
 * opened empty while the person's click still allows it, and never gets a way back into the editor.
 */
export class SignInWindow {
  #window: Window | null = null;

  /** To be called in the click itself. A browser that forbids it leaves the link in the dialog. */
  prepare(): void {
    this.#window = window.open("", "_blank", "popup,width=520,height=720");
    if (this.#window) this.#window.opener = null;
  }

  go(url: string): void {
    if (this.#window) this.#window.location.href = url;
  }

  /** There is nothing to show in it. */
  dismiss(): void {
    this.#window?.close();
    this.#window = null;
  }
}
