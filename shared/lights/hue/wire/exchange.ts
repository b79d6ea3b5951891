import { X509Certificate } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { TLSSocket } from "node:tls";
import type { Clock } from "../../../support/clock";
import type { Problem } from "../../../support/problem";
import { badAnswer, type Place, unreachable, wrongCertificate } from "./problems";

/** Ample for a busy bridge; a bridge answers in well under a second. */
export const TIMEOUT_MS = 10_000;

/** A whole home is some 350 kB. */
const MAX_ANSWER_BYTES = 5 * 1024 * 1024;

export interface ExchangeRequest {
  readonly place: Place;
  /** Of `node:https`; one of `node:http` asks without encryption. */
  readonly agent: http.Agent;
  readonly clock: Clock;
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Who should answer, for the message when TLS says it is someone else; undefined: any genuine bridge. */
  readonly expected: string | undefined;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole exchange. */
  readonly timeout?: number;
  /** Bytes of the body. */
  readonly longest?: number;
}

export interface Exchanged {
  readonly status: number;
  readonly text: string;
  /** The certificate the other side showed; undefined without encryption. */
  readonly certificate: X509Certificate | undefined;
}

/** Codes with which Node and OpenSSL say that a certificate was not accepted. */
const CERTIFICATE_ERROR =
  /^(ERR_TLS_CERT|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_)/;

const codeOf = (error: NodeJS.ErrnoException) => error.code ?? error.name;

/** Trouble of a connection, before or amid an answer, as a Problem. */
export function transportProblem(
  error: NodeJS.ErrnoException,
  { place, expected }: Pick<ExchangeRequest, "place" | "expected">,
): Problem {
  const code = codeOf(error);
  if (CERTIFICATE_ERROR.test(code)) return wrongCertificate(place, expected, error);
  if (code.startsWith("HPE_")) return badAnswer(place, "not HTTP", error);
  return unreachable(place, code, error);
}

/** A kept connection may be closed by the bridge just as it is used again: nobody's fault, so the next one is tried. */
export function mayRepeat(request: http.ClientRequest, error: NodeJS.ErrnoException): boolean {
  return request.reusedSocket && ["ECONNRESET", "EPIPE"].includes(codeOf(error)) && request.method !== "POST";
}

/**
 * One request and its whole answer, whatever its status, over HTTPS or, by its agent, plain HTTP. Redirects are not followed, and proxies named in
 * the environment do not apply: the agent is our own.
 * Throws Problem: `bridge-unreachable`, `bridge-certificate`, or `bridge-bad-answer` when it is too long or not HTTP.
 */
export function exchange(asked: ExchangeRequest): Promise<Exchanged> {
  const {
    place,
    agent,
    clock,
    method,
    path,
    signal,
    timeout = TIMEOUT_MS,
    longest = MAX_ANSWER_BYTES,
  } = asked;
  const open = agent instanceof https.Agent ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
    const entity = body === undefined ? {} : { "content-type": "application/json" };
    const request = open({
      host: place.host,
      port: place.port,
      agent,
      method,
      path,
      headers: { accept: "application/json", ...entity, ...asked.headers },
      ...(signal && { signal }),
    });
    const giveUp = (problem: Problem) => {
      timer.cancel();
      reject(problem);
      request.destroy();
    };
    const timer = clock.after(timeout, () => giveUp(unreachable(place, "timeout")));
    request.on("error", (error) => {
      if (!mayRepeat(request, error)) return giveUp(transportProblem(error, asked));
      timer.cancel();
      resolve(exchange(asked));
    });
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const { socket } = response;
      const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > longest) giveUp(badAnswer(place, "too long"));
        else chunks.push(chunk);
      });
      response.on("error", (error) => giveUp(transportProblem(error, asked)));
      response.on("end", () => {
        timer.cancel();
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString("utf8"),
          certificate,
        });
      });
    });
    request.end(body);
  });
}
