import { type Reader, textThat } from "../../shared/support/properties";

/** Takes nothing; `what` is what the property has to be. */
export function refuse(what: string): Reader<never> {
  const fail = textThat(() => false, what);
  return (value) => fail(value) as never;
}
