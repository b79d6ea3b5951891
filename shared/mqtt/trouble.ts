import { Problem } from "../support/problem";
import { type BrokerSettings, brokerAddress, brokerName, isEncrypted } from "./broker";

/** What is known about a connection that has ended, or never came about. */
export interface Ending {
  readonly error?: unknown;
  /** Whether the broker had accepted it. */
  readonly accepted: boolean;
  /** Whether the last few were all accepted and ended within seconds. */
  readonly thrownOut: boolean;
}

/** Return codes of CONNACK (MQTT 3.1.1, 3.2.2.3). */
const REFUSED_VERSION = 1;
const REFUSED_CLIENT_ID = 2;
const REFUSED_FOR_NOW = 3;
const REFUSED_CREDENTIALS: ReadonlySet<unknown> = new Set([4, 5]);

const UNREACHABLE: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ETIMEDOUT",
  "EADDRNOTAVAIL",
]);

const NO_SUCH_NAME: ReadonlySet<unknown> = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_NONAME"]);

/** Codes of Node and OpenSSL for a certificate that nobody trusted has signed. */
const UNTRUSTED: ReadonlySet<unknown> = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "INVALID_CA",
]);

const OUT_OF_DATE: ReadonlySet<unknown> = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

const NOT_INSTALLED: ReadonlySet<unknown> = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);

/** The broker's alerts about the certificate of this client, or the lack of one. */
const OWN_CERTIFICATE =
  /ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA|BAD_CERTIFICATE|HANDSHAKE_FAILURE|CERTIFICATE_\w+)/;

/** PEM that is none, or a key that belongs to another certificate. */
const UNUSABLE_FILES = /^ERR_OSSL_|KEY_VALUES_MISMATCH/;

/** What a person can do about a connection that has ended. */
export function connectionProblem(settings: BrokerSettings, { error, accepted, thrownOut }: Ending): Problem {
  const code = codeOf(error);
  const broker = brokerName(settings);
  const tell = (name: string, title: string, advice: string): Problem =>
    new Problem({
      code: name,
      title,
      advice,
      ...(typeof code === "string" && code !== "" ? { reference: code } : {}),
    });

  if (thrownOut)
    return tell(
      "mqtt-thrown-out",
      `The MQTT broker at ${broker} accepts the connection and ends it again at once`,
      "Give clientId a name that no other client of the broker has, and look up in the broker's log whether its access rules allow the topics.",
    );
  if (accepted)
    return tell(
      "mqtt-connection-lost",
      `The connection to the MQTT broker at ${broker} is lost`,
      "It comes back by itself when the broker does.",
    );
  if (NOT_INSTALLED.has(code))
    return tell(
      "mqtt-not-installed",
      "The package that speaks MQTT is missing",
      "Install this package again.",
    );
  if (REFUSED_CREDENTIALS.has(code))
    return tell(
      "mqtt-refused",
      `The MQTT broker at ${broker} refuses the user name or the password`,
      "Check username and password, and that the broker's access rules allow this clientId.",
    );
  if (code === REFUSED_CLIENT_ID)
    return tell(
      "mqtt-client-id",
      `The MQTT broker at ${broker} refuses the clientId`,
      "Give clientId another name: letters and digits, at most 23 of them.",
    );
  if (code === REFUSED_VERSION)
    return tell(
      "mqtt-version",
      `The MQTT broker at ${broker} does not speak MQTT 3.1.1`,
      "Update the broker, or allow version 3.1.1 in its settings.",
    );
  if (code === REFUSED_FOR_NOW)
    return tell(
      "mqtt-unavailable",
      `The MQTT broker at ${broker} is not available at the moment`,
      "It is tried again by itself; the broker's log tells why.",
    );
  if (NO_SUCH_NAME.has(code))
    return tell(
      "mqtt-unknown-host",
      `No machine is known by the name in the MQTT broker's address, ${broker}`,
      "Check the host in url, or write its IP address.",
    );
  if (UNREACHABLE.has(code))
    return tell(
      "mqtt-unreachable",
      `Nothing answers at ${broker}`,
      "Check host and port in url, that the MQTT broker runs, and that it listens to other machines too.",
    );
  return tlsProblem(settings, error, tell) ?? wrongPort(settings, tell);
}

type Tell = (name: string, title: string, advice: string) => Problem;

function tlsProblem(settings: BrokerSettings, error: unknown, tell: Tell): Problem | undefined {
  const code = codeOf(error);
  const broker = brokerName(settings);
  if (UNTRUSTED.has(code))
    return tell(
      "mqtt-untrusted",
      `The certificate of the MQTT broker at ${broker} is not trusted`,
      settings.ca === undefined
        ? "Where the broker has a certificate of your own making, give the certificate of its authority as ca."
        : "The authority given as ca has not signed it; give the one that has.",
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return tell(
      "mqtt-other-name",
      `The certificate of the MQTT broker at ${broker} is for another name`,
      "Write the host in url as it stands in the certificate.",
    );
  if (OUT_OF_DATE.has(code))
    return tell(
      "mqtt-certificate-date",
      `The certificate of the MQTT broker at ${broker} is not valid today`,
      "Renew it on the broker, or check this machine's clock.",
    );
  if (typeof code !== "string") return undefined;
  if (OWN_CERTIFICATE.test(code))
    return tell(
      "mqtt-certificate-refused",
      `The MQTT broker at ${broker} asks for a certificate of this client that it knows`,
      "Give certificate and key as the broker's owner has issued them.",
    );
  if (UNUSABLE_FILES.test(code))
    return tell(
      "mqtt-settings",
      "The certificates for the MQTT broker cannot be read",
      "ca, certificate and key must each be PEM text, and key must be the one of certificate, without a passphrase.",
    );
  return undefined;
}

function wrongPort(settings: BrokerSettings, tell: Tell): Problem {
  const protocol = brokerAddress(settings.url)?.protocol;
  const encrypted = protocol !== undefined && isEncrypted(protocol);
  const other = encrypted
    ? "mqtt:// and ws:// where the broker does not encrypt"
    : "mqtts:// and wss:// where the broker encrypts";
  // Brokers that miss a certificate of the client often end the connection without telling.
  const also = encrypted ? " It may also ask for a certificate: then check certificate and key." : "";
  return tell(
    "mqtt-wrong-port",
    `What answers at ${brokerName(settings)} does not speak MQTT as url says`,
    `Check how url begins (${other}), its port (usually 1883, or 8883 encrypted) and, for ws and wss, its path (often /mqtt).${also}`,
  );
}

/** The system's, TLS's or the broker's code; the innermost of errors that wrap others. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, "code");
  if (code !== undefined) return code;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner === error ? undefined : codeOf(inner);
}
