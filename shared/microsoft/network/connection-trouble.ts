import { Problem, type ProblemText } from "../../support/problem";

/** Codes of Node and OpenSSL for a certificate that nobody trusted has signed, or that is another host's. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The system's, TLS's or undici's code, such as ENOTFOUND: fetch hides it in the cause. Empty where there is none. */
export function errorCode(error: unknown): string {
  for (const each of causes(error)) {
    const code: unknown = Reflect.get(each, "code");
    if (typeof code === "string") return code;
  }
  return "";
}

/**
 * What is wrong between this machine and Microsoft, where a person can do something about it: `proxy-failed` or
 * `certificate-untrusted`. Undefined for every other trouble.
 */
export function connectionTrouble(error: unknown): ProblemText | undefined {
  // A proxy that is itself reached over TLS may be what is not trusted: the innermost reason is the one to act on.
  const chain = causes(error);
  const untrusted = chain
    .map((each): unknown => Reflect.get(each, "code"))
    .find((code): code is string => typeof code === "string" && UNTRUSTED.has(code));
  if (untrusted !== undefined) return certificateUntrusted(untrusted);
  return chain.find((each) => each instanceof Problem)?.text;
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && !chain.includes(each); each = each.cause) chain.push(each);
  return chain;
}

function certificateUntrusted(code: string): ProblemText {
  return {
    code: "certificate-untrusted",
    title: "Something answers in Microsoft's place with a certificate that is not trusted",
    advice: `A company network that inspects TLS does so: ask its IT for the certificate authority, save it as a PEM file, set NODE_EXTRA_CA_CERTS to that file's path and start again. Anywhere else trust nothing: a login page of the network may have to be passed first. (${code})`,
  };
}
