/** The part of Node-RED's editor API that the dialogs use, as it is in 4.1 and 5. */

/** A node as its dialog sees it: its properties and `_` for strings of its own catalogue. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  name: string;
  readonly credentials?: Record<string, unknown>;
  readonly _def: NodeDefinition;
  _(key: string, substitutions?: Record<string, string | number>): string;
  [property: string]: unknown;
}

interface NodeProperty {
  readonly value: unknown;
  readonly required?: boolean;
  /** The config node's type, where the property holds a config node's id. */
  readonly type?: string;
  /** The property's name in messages about it, in the person's language. */
  readonly label?: string;
  /** True, or why the value is wrong. */
  readonly validate?: (
    this: EditorNode,
    value: unknown,
    options: { readonly label?: string },
  ) => true | string;
}

/** A wire; its ends may also be junctions, or the ports of a subflow. */
interface EditorLink {
  readonly source: { readonly id: string };
  /** From 0. */
  readonly sourcePort: number;
  readonly target: { readonly id: string };
}

interface NodeDefinition {
  readonly category: string;
  readonly color?: string;
  readonly icon?: string;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly align?: "left" | "right";
  readonly paletteLabel?: string;
  readonly hasUsers?: boolean;
  readonly defaults: Readonly<Record<string, NodeProperty>>;
  readonly credentials?: Readonly<Record<string, { readonly type: "text" | "password" }>>;
  inputLabels?(this: EditorNode, index: number): string;
  outputLabels?(this: EditorNode, index: number): string;
  label(this: EditorNode): string;
  labelStyle?(this: EditorNode): string;
  oneditprepare?(this: EditorNode): void;
  oneditsave?(this: EditorNode): void;
  oneditcancel?(this: EditorNode, adding?: boolean): void;
  oneditdelete?(this: EditorNode): void;
  oneditresize?(this: EditorNode, size: { width: number; height: number }): void;
}

declare const RED: {
  /** The text of a key with its catalogue: `<module>/<set>:<key>`. */
  _(key: string): string;
  readonly nodes: {
    registerType(type: string, definition: NodeDefinition): void;
    node(id: string): EditorNode | null;
    /** Every node of every flow and subflow, configurations aside. */
    eachNode(visit: (node: EditorNode) => void): void;
    eachLink(visit: (link: EditorLink) => void): void;
    /** A flow by its id. */
    workspace(id: string): { readonly label: string } | undefined;
    /** Stops where `visit` returns false. */
    eachConfig(visit: (config: EditorNode & { readonly type: string }) => void): void;
  };
  readonly validators: {
    regex(expression: RegExp): (value: unknown) => boolean;
  };
  readonly comms: {
    subscribe(topic: string, listener: (topic: string, data: never) => void): void;
    unsubscribe(topic: string, listener: (topic: string, data: never) => void): void;
  };
  notify(
    text: string,
    options?: { type?: "success" | "warning" | "error" | "compact"; timeout?: number },
  ): void;
};

interface EditableListOptions<T> {
  readonly addItem: (row: JQuery, index: number, item: Partial<T>) => void;
  readonly removeItem?: (item: Partial<T>) => void;
  readonly addButton?: string | boolean;
  readonly removable?: boolean;
  readonly sortable?: boolean;
  readonly height?: number | "auto";
}

interface JQuery {
  editableList<T>(options: EditableListOptions<T>): JQuery;
  editableList(method: "addItem", item: object): void;
  editableList(method: "items"): JQuery;
  i18n(): JQuery;
}
