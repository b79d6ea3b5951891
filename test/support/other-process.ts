import { join } from "node:path";
import { AccountFiles } from "../../shared/microsoft/account/account-file";
import { MicrosoftAccount } from "../../shared/microsoft/account/microsoft-account";
import { MicrosoftConnections } from "../../shared/microsoft/network/microsoft-fetch";
import { checkRegistration } from "../../shared/microsoft/registration/registration";
import { startDeviceCode } from "../../shared/microsoft/sign-in/device-code";
import { systemClock as clock } from "../../shared/support/clock";
import { silentLog as log } from "../../shared/support/log";
import type { TestCloud } from "./cloud";
import type { HomebridgeProcess } from "./homebridge";

/** What the settings page's process does to the account `work` of a Homebridge that runs: stores a sign-in, removes it. */
export class OtherProcess {
  readonly #cloud: TestCloud;
  readonly #files: AccountFiles;

  constructor(cloud: TestCloud, { storage }: HomebridgeProcess) {
    this.#cloud = cloud;
    const directory = join(storage, "teams-presence");
    this.#files = new AccountFiles({ directory, secret: undefined, clock, log });
  }

  /** Whoever is signed in makes room. */
  async signIn(slug: string): Promise<void> {
    const { cloud, authority } = this.#cloud;
    const connections = new MicrosoftConnections({}, [authority.certificate]);
    try {
      const { result, userCode } = await startDeviceCode({
        registration: this.#registration,
        scopes: [`${cloud.graph.origin}/Presence.Read`],
        fetch: connections.fetch as typeof globalThis.fetch,
        log,
      });
      cloud.approve(userCode, slug);
      const signIn = await result;
      await this.#with((account) => account.adopt(signIn, { replace: true }));
    } finally {
      await connections.close();
    }
  }

  signOut(): Promise<void> {
    return this.#with((account) => account.signOut());
  }

  get #registration() {
    return checkRegistration(this.#cloud.registration);
  }

  async #with(work: (account: MicrosoftAccount) => Promise<void>): Promise<void> {
    const files = this.#files;
    const account = new MicrosoftAccount({ id: "work", registration: this.#registration, files, clock, log });
    await work(account);
    await account.close();
  }
}
