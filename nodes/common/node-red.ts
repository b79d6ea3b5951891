/** The part of Node-RED's runtime API that these nodes use, as it is in 4.1 and 5. */
import type { IncomingMessage } from "node:http";

export interface Message {
  _msgid?: string;
  topic?: string;
  payload?: unknown;
  [property: string]: unknown;
}

export interface NodeStatus {
  fill?: "red" | "green" | "yellow" | "blue" | "grey";
  shape?: "ring" | "dot";
  text?: string;
}

/** One message per output; an inner list sends several on one output. */
export type Outgoing = Message | readonly (Message | readonly Message[] | null)[] | null;
export type Send = (messages: Outgoing) => void;
export type Done = (error?: Error) => void;

export interface NodeRedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  credentials?: Readonly<Record<string, string | undefined>>;
  on(event: "input", listener: (msg: Message, send: Send, done: Done) => void): void;
  on(event: "close", listener: (removed: boolean, done: () => void) => void): void;
  send: Send;
  status(status: NodeStatus): void;
  error(error: Error | string, msg?: Message): void;
  warn(text: string): void;
  log(text: string): void;
  debug(text: string): void;
}

/** What a flow file says of a node; nothing in it can be trusted before it is checked. */
export interface NodeConfig {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly [property: string]: unknown;
}

export interface AdminRequest extends IncomingMessage {
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly protocol: string;
  readonly app: { get(setting: string): unknown };
}

export interface AdminResponse {
  status(code: number): AdminResponse;
  set(headers: Readonly<Record<string, string>>): AdminResponse;
  json(body: unknown): void;
  end(body?: string): void;
  readonly headersSent: boolean;
}

export type AdminHandler = (
  request: AdminRequest,
  response: AdminResponse,
  next: (error?: unknown) => void,
) => void;

export interface AdminApp {
  get(path: string, ...handlers: AdminHandler[]): void;
  post(path: string, ...handlers: AdminHandler[]): void;
}

export interface CredentialKind {
  readonly type: "text" | "password";
}

export interface NodeRed {
  readonly nodes: {
    createNode(node: object, config: NodeConfig): void;
    getNode(id: string): unknown;
    getCredentials(id: string): Readonly<Record<string, string | undefined>> | undefined;
    eachNode(visit: (config: NodeConfig) => void): void;
    registerType(
      type: string,
      constructor: (this: NodeRedNode, config: NodeConfig) => void,
      options?: { readonly credentials?: Readonly<Record<string, CredentialKind>> },
    ): void;
  };
  readonly settings: {
    readonly userDir?: string;
    /** Path of the editor, such as `/admin/`; `false` where there is none. */
    readonly httpAdminRoot?: string | false;
    get?(name: string): unknown;
  };
  readonly auth: { needsPermission(permission: string): AdminHandler };
  readonly httpAdmin: AdminApp;
  /** Tells every open editor, whoever looks at it. */
  readonly comms: { publish(topic: string, data: object, retain: boolean): void };
  readonly events: {
    once(event: string, listener: () => void): void;
    removeListener(event: string, listener: () => void): void;
  };
  readonly log: {
    warn(text: string): void;
    info(text: string): void;
    debug(text: string): void;
    error(text: string): void;
  };
  readonly util: { cloneMessage<T>(message: T): T };
  readonly version?: () => string;
  /** The text of a key in this node set's catalogue. */
  _(key: string, substitutions?: Readonly<Record<string, string | number>>): string;
}
