import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { createFileAtomically, readFileIfThere } from "../../support/atomic-file";
import { parseJsonObject } from "../../support/json-object";
import { Problem } from "../../support/problem";

const FORMAT_VERSION = 1;
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** 96 bits, the length GCM is made for (NIST SP 800-38D). */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HKDF_INFO = "teams-presence account file";
const KEY_ID_INFO = "teams-presence account file key id";
/** Tells keys apart; guesses of a secret can be tried on the tag of the same file just as well. */
const KEY_ID_BYTES = 4;

/** Not a name any account file can have: those end in `.json` or in what follows it. */
const KEY_FILE = "account.key";
const KEY_FILE_CONTENT = /^([0-9a-f]{64})\n?$/;

interface Sealed {
  readonly version: number;
  /** Which key it was sealed with: the configured secret, or the key file beside it. */
  readonly key: "secret" | "file";
  /** Tells another key from damage; files of earlier versions have none. */
  readonly keyId?: string | undefined;
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

/**
 * Why something sealed cannot be opened: sealed with another `credentialSecret`; with one where none is set now; with a
 * key file that is not here (or is another one now); damaged, or another account's; written by a later version.
 */
export type UnreadableReason =
  | "other-secret"
  | "secret-missing"
  | "key-file-missing"
  | "damaged"
  | "newer-version";

export type Opening = { readonly text: string } | { readonly reason: UnreadableReason };

export interface VaultOptions {
  readonly directory: string;
  /** Node-RED's `credentialSecret` where the user set one. Without it a key file is made in the directory. */
  readonly secret?: string | undefined;
}

/**
 * Seals texts with AES-256-GCM; the additional data is the format version and the id, so that a file cannot be
 * passed off as another account's. The key is HKDF-SHA256 of the secret, else of a random key file: a key beside
 * its lock protects against nothing but stray copies of single files.
 */
export class Vault {
  readonly #keyFile: string;
  readonly #secret: Buffer | undefined;

  constructor({ directory, secret }: VaultOptions) {
    this.#keyFile = join(directory, KEY_FILE);
    this.#secret = secret ? Buffer.from(secret, "utf8") : undefined;
  }

  /** Throws Problem `key-file-damaged`, or the file system's error when a key file cannot be made. */
  async seal(id: string, text: string): Promise<string> {
    const secret = this.#secret ?? (await this.#readOrMakeKeyFile());
    const salt = randomBytes(SALT_BYTES);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, deriveKey(secret, salt), iv);
    cipher.setAAD(additionalData(id));
    const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    const sealed: Sealed = {
      version: FORMAT_VERSION,
      key: this.#secret ? "secret" : "file",
      keyId: keyIdOf(secret, salt),
      salt: salt.toString("base64"),
      iv: iv.toString("base64"),
      tag: cipher.getAuthTag().toString("base64"),
      data: data.toString("base64"),
    };
    return `${JSON.stringify(sealed)}\n`;
  }

  /** The sealed text, or why there is none. Throws the file system's error when a key file cannot be read. */
  async open(id: string, content: string): Promise<Opening> {
    const sealed = parseSealed(content);
    if (typeof sealed === "string") return { reason: sealed };
    const secret = sealed.key === "secret" ? this.#secret : await this.#readKeyFile();
    if (!secret) return { reason: sealed.key === "secret" ? "secret-missing" : "key-file-missing" };
    const text = decrypt(id, sealed, secret);
    return text === undefined ? { reason: whyClosed(sealed, secret) } : { text };
  }

  async #readOrMakeKeyFile(): Promise<Buffer> {
    if ((await readFileIfThere(this.#keyFile)) === undefined) {
      // Another process may be first; what is read below is then its key, and that is the one to use.
      await createFileAtomically(this.#keyFile, `${randomBytes(KEY_BYTES).toString("hex")}\n`);
    }
    const key = await this.#readKeyFile();
    if (key) return key;
    throw new Problem({
      code: "key-file-damaged",
      title: "The key file of the stored sign-ins is damaged",
      advice: `Restore ${this.#keyFile} from a backup, or delete it and sign in again.`,
    });
  }

  async #readKeyFile(): Promise<Buffer | undefined> {
    const content = await readFileIfThere(this.#keyFile);
    const hex = content && KEY_FILE_CONTENT.exec(content.toString("utf8"))?.[1];
    return hex === undefined ? undefined : Buffer.from(hex, "hex");
  }
}

function decrypt(id: string, sealed: Sealed, secret: Buffer): string | undefined {
  try {
    const key = deriveKey(secret, Buffer.from(sealed.salt, "base64"));
    const iv = Buffer.from(sealed.iv, "base64");
    const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(id));
    decipher.setAuthTag(Buffer.from(sealed.tag, "base64"));
    const data = Buffer.from(sealed.data, "base64");
    return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Without a key id, another key is far more likely than damage that left everything in its place. */
function whyClosed({ key, keyId, salt }: Sealed, secret: Buffer): UnreadableReason {
  if (keyId === keyIdOf(secret, Buffer.from(salt, "base64"))) return "damaged";
  return key === "secret" ? "other-secret" : "key-file-missing";
}

function deriveKey(secret: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, HKDF_INFO, KEY_BYTES));
}

function keyIdOf(secret: Buffer, salt: Buffer): string {
  return Buffer.from(hkdfSync("sha256", secret, salt, KEY_ID_INFO, KEY_ID_BYTES)).toString("base64");
}

function additionalData(id: string): Buffer {
  return Buffer.from(`${FORMAT_VERSION}\n${id}`, "utf8");
}

function parseSealed(content: string): Sealed | UnreadableReason {
  const { version, key, keyId, salt, iv, tag, data } = parseJsonObject(content) ?? {};
  if (typeof version === "number" && Number.isInteger(version) && version > FORMAT_VERSION)
    return "newer-version";
  if (version !== FORMAT_VERSION || (key !== "secret" && key !== "file")) return "damaged";
  if (keyId !== undefined && typeof keyId !== "string") return "damaged";
  if (typeof salt !== "string" || typeof iv !== "string") return "damaged";
  if (typeof tag !== "string" || typeof data !== "string") return "damaged";
  return { version, key, keyId, salt, iv, tag, data };
}
