import { readConfig } from "../../../homebridge-plugin/config/config";

export const ACCOUNT = {
  name: "Work",
  tenant: "11111111-2222-4333-8444-555555555555",
  clientId: "66666666-7777-4888-8999-aaaaaaaaaaaa",
} as const;

export const MQTT = { url: "mqtt://127.0.0.1" } as const;

/** What a block is complained of for, as it stands in the log. */
export function complaintsOf(block: unknown): readonly string[] {
  return readConfig(block).complaints.map(({ advice }) => advice);
}
