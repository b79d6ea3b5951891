import type { Reader } from "../../shared/support/properties";
export interface OnChange {
  readonly url: string;
}
export const readOnChange: Reader<OnChange | undefined> = () => undefined;
