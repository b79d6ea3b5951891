import type { SignedIn } from "../../../shared/microsoft/dialog/sign-in-state";
import { STYLE } from "../../../shared/microsoft/dialog/style";
import { type Fields, isEmpty, isSame } from "../model/fields";
import { addAccount, addFromMqtt, addSignedIn, peopleOf } from "../model/sources";
import { Desk } from "./desk";
import { el } from "./dom";
import type { HomebridgeUi } from "./homebridge";
import { SignIns } from "./sign-ins";
import { languageOf, Texts } from "./texts";
import { accountsView } from "./views/accounts";
import { attention, logLines } from "./views/attention";
import { mqttView } from "./views/mqtt-card";
import { peopleView } from "./views/people";
import { settingsView } from "./views/settings-card";
import { welcome } from "./views/welcome";

/** The settings page that Homebridge's UI shows in a frame. */
async function show(place: Element, homebridge: HomebridgeUi): Promise<void> {
  const [blocks, language] = await Promise.all([
    homebridge.getPluginConfig(),
    homebridge.i18nCurrentLang().catch(() => "en"),
  ]);
  const texts = new Texts(languageOf(language));
  document.documentElement.lang = texts.language;
  const voice = el("div", { class: "tp-voice", "aria-live": "polite" });
  const desk = new Desk(homebridge, blocks, texts, voice);
  const { draft } = desk;
  const signIns = new SignIns(
    desk.server,
    () => desk.block,
    (id, now, before) => {
      const account = draft.accounts.find((each) => each["id"] === id);
      if (account && now.state !== "signed-out") draft.fix(account);
      if (account && now.state === "signed-in" && before?.state !== "signed-in") suggestName(account, now);
      desk.refresh();
    },
  );

  /** Somebody who has signed in is no secret to themselves: their name is a good one to begin with. */
  function suggestName(account: Fields, { account: person }: SignedIn): void {
    const nameless = peopleOf(draft, account).find((each) => isEmpty(each["name"]) && isEmpty(each["user"]));
    if (!nameless || !person) return;
    draft.rename(nameless, draft.block, "people", "person", person.name);
    desk.changed();
  }
  const accounts = accountsView(desk, signIns, () => arrange());
  const mqtt = mqttView(desk);
  const people = peopleView(desk, {
    sourceChosen: () => {
      if (draft.accounts.length === 0) arrange();
    },
    goToAccount: (account) => accounts.goTo(account),
    emptied: () => arrange(),
  });
  const start = welcome(desk, {
    microsoft() {
      const account = addAccount(draft, texts.say("account.first-name"));
      addSignedIn(draft, account);
      desk.changed();
      people.show();
      arrange();
      accounts.show(account);
    },
    mqtt() {
      const person = addFromMqtt(draft);
      desk.changed();
      arrange();
      mqtt.open(false);
      people.show(person);
    },
  });
  const sections = [accounts.element, people.element, mqtt.element, settingsView(desk), logLines(desk)];
  place.replaceChildren(el("style", {}, STYLE), voice, attention(desk), start, ...sections);

  /** The start as long as nothing is set up. */
  function arrange(): void {
    const isNothing = draft.accounts.length === 0 && draft.people.length === 0;
    start.hidden = !isNothing;
    accounts.element.hidden = isNothing;
    people.element.hidden = isNothing;
    mqtt.element.hidden = isNothing && draft.block["mqtt"] === undefined;
  }
  arrange();
  desk.watch(place, () => signIns.use());
  // What was completed in it, such as ids, is saved also by somebody who changes nothing.
  if (isSame(draft.block, draft.saved)) desk.refresh();
  else desk.changed();
}

const place = document.querySelector("#teams-presence");
if (place)
  show(place, window.homebridge).catch((error: unknown) => {
    place.textContent = error instanceof Error ? error.message : String(error);
  });
