import { type Reader, textThat } from "../../shared/support/properties";

const SLUG = /^[a-z0-9-]*$/;

/** Whose presence counts; empty = anyone's. */
export const person: Reader<string> = textThat(
  (value) => SLUG.test(value),
  "a short name of small letters a to z, digits and -, like alice, or empty for anyone",
);
