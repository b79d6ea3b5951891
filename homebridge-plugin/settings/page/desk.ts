import { Draft } from "../model/draft";
import { type Fields, textOf } from "../model/fields";
import { type Mistake, mistakeAt, mistakesOf } from "../model/mistakes";
import type { HomebridgeUi } from "./homebridge";
import { Live } from "./live";
import { Press } from "./press";
import { Server } from "./server";
import type { Key, Places, Texts } from "./texts";

/** What a part of the page shows, as long as it is there. */
interface Watcher {
  readonly element: Element;
  readonly look: () => void;
  wasThere: boolean;
}

/** A field of the form, and the property it is about. */
export interface ShownField {
  readonly control: HTMLElement;
  readonly label: string;
  readonly path: () => string;
  /** Whoever has not been there yet has made no mistake. */
  isTouched: boolean;
  readonly show: (mistake: Mistake | undefined) => void;
}

/** Everything that the parts of the page share: the block, the plugin's opinion of it, its server, the language. */
export class Desk {
  readonly draft: Draft;
  readonly texts: Texts;
  readonly server: Server;
  readonly live: Live;
  readonly #homebridge: HomebridgeUi;
  readonly #voice: HTMLElement;
  readonly #press = new Press(document);
  #watchers: Watcher[] = [];
  #fields: ShownField[] = [];
  /** Fields that were in the page: those that are no longer are gone for good. */
  readonly #seen = new WeakSet<ShownField>();
  #mistakes: readonly Mistake[] = [];
  #keys = 0;

  constructor(homebridge: HomebridgeUi, blocks: unknown, texts: Texts, voice: HTMLElement) {
    this.#homebridge = homebridge;
    this.#voice = voice;
    this.texts = texts;
    this.draft = new Draft(blocks);
    this.server = new Server(homebridge);
    this.live = new Live(this.server, () => this.#look());
  }

  say(key: Key, places?: Places): string {
    return this.texts.say(key, places);
  }

  /** A name for elements that belong together. */
  key(prefix: string): string {
    return `tp-${prefix}-${++this.#keys}`;
  }

  /** The whole block as it is now, for the server. */
  get block(): Fields {
    return this.draft.written();
  }

  get mistakes(): readonly Mistake[] {
    return this.#mistakes;
  }

  /** The fields that are in the page now. */
  get fields(): readonly ShownField[] {
    return this.#fields.filter(({ control }) => control.isConnected);
  }

  /** The draft was changed: Homebridge's UI gets it at once, for its Save button saves what it was given last. */
  changed(): void {
    this.#homebridge.updatePluginConfig([this.draft.written()]).catch(() => undefined);
    this.refresh();
  }

  /** Looks at everything again. */
  refresh(): void {
    this.live.use(this.block);
    this.#mistakes = mistakesOf(this.draft.block);
    this.#fields = this.#fields.filter((field) => field.control.isConnected || !this.#seen.has(field));
    for (const field of this.fields) this.#seen.add(field);
    this.#showMistakes();
    this.#look();
  }

  /** Calls `look` now, and whenever anything has changed as long as the element is in the page. */
  watch(element: Element, look: () => void): void {
    this.#watchers.push({ element, look, wasThere: false });
    look();
  }

  /** Every field that somebody has been to says what is wrong with it. */
  #showMistakes(): void {
    for (const field of this.fields)
      field.show(field.isTouched ? mistakeAt(this.#mistakes, field.path()) : undefined);
  }

  /** Somebody has been to these fields: what is wrong with them is said, once that moves nothing under a click. */
  touch(fields: readonly ShownField[]): void {
    if (fields.every(({ isTouched }) => isTouched)) return;
    this.#press.after(() => {
      for (const field of fields) field.isTouched = true;
      this.refresh();
    });
  }

  /** Once somebody has left a part of the page, what is missing there is said; not while they only look elsewhere. */
  touchWhenLeft(part: HTMLElement): void {
    part.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || part.contains(relatedTarget)) return;
      this.touch(this.fields.filter(({ control }) => part.contains(control)));
    });
  }

  register(field: ShownField): void {
    this.#fields.push(field);
  }

  /** For those who cannot see it. */
  announce(text: string): void {
    this.#voice.textContent = text;
  }

  /** Where an entry stands in a list of the block, like `people[0]`. */
  pathOf(list: string, entry: Fields, owner: Fields = this.draft.block): string {
    const entries = owner[list];
    return `${list}[${Array.isArray(entries) ? entries.indexOf(entry) : -1}]`;
  }

  /** What an entry is called on the page. */
  nameOf(entry: Fields, otherwise: Key): string {
    return textOf(entry["name"]).trim() || textOf(entry["id"]) || this.say(otherwise);
  }

  #look(): void {
    this.#watchers = this.#watchers.filter((each) => each.element.isConnected || !each.wasThere);
    // A part that comes into the page while others look has looked already.
    const watchers = this.#watchers.slice();
    for (const watcher of watchers) {
      watcher.wasThere ||= watcher.element.isConnected;
      watcher.look();
    }
  }
}
