import { readFile } from "node:fs/promises";
import { Problem } from "../../shared/support/problem";
import type { MqttSettings } from "../config/mqtt-settings";

export interface Pems {
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** The certificates of these settings. Throws as `readPem` does. */
export async function readPems(settings: MqttSettings): Promise<Pems> {
  const [ca, certificate, key] = await Promise.all([
    readPem("ca", settings.ca),
    readPem("certificate", settings.certificate),
    readPem("key", settings.key),
  ]);
  return { ca, certificate, key };
}

const PEM = /-----BEGIN [A-Z0-9 ]+-----/;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
const LARGEST_FILE = 256 * 1024;

/** Longest line of PEM (RFC 7468, section 2). */
const LINE = /.{1,64}/g;

/**
 * What `property` says: PEM text itself, or the path of a file with it; undefined where it is empty.
 * Throws Problem `bad-configuration`, which never shows what was given, nor what the system said of it: it may be a key.
 */
export async function readPem(property: string, value: string): Promise<string | undefined> {
  if (value === "") return undefined;
  const text = PEM.test(value) ? withLines(value) : await readText(value);
  if (text !== undefined && PEM.test(text)) return text;
  throw new Problem({
    code: "bad-configuration",
    title: `"mqtt.${property}" is not right`,
    advice: `mqtt.${property} must be PEM text, or the path of a file with it that Homebridge may read.`,
  });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const content = await readFile(path);
    return content.subarray(0, LARGEST_FILE).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Forms of one line make \n, or a space, or nothing of the ends of lines, without which nobody reads PEM. */
function withLines(text: string): string {
  const lines = text.replaceAll(/(\\r)?\\n/g, "\n");
  if (lines.includes("\n")) return lines;
  return lines.replaceAll(BLOCK, (_block, label: string, body: string) =>
    [
      `-----BEGIN ${label}-----`,
      ...(body.replaceAll(/\s/g, "").match(LINE) ?? []),
      `-----END ${label}-----`,
      "",
    ].join("\n"),
  );
}
