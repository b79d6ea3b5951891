/** What an endpoint of ours answers when something is wrong. */
export interface Trouble {
  readonly code: string;
  readonly title: string;
  readonly advice: string;
  /** Names the text in a catalogue, where there is one. */
  readonly key?: string;
  /** What the service calls it, such as `AADSTS50059`. */
  readonly reference?: string;
}

/**
 * Calls an endpoint of the admin API. The path is relative, without a leading slash: only then Node-RED's editor adds
 * its login. Rejects with a Trouble, also where the server cannot be reached.
 */
export function request<T>(
  node: EditorNode,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<T> {
  return new Promise((resolve, reject: (trouble: Trouble) => void) => {
    void $.ajax({
      url: path,
      method,
      dataType: "json",
      ...(body === undefined ? {} : { contentType: "application/json", data: JSON.stringify(body) }),
      success: (answer: T) => resolve(answer),
      error: ({ responseJSON, status }) => reject(troubleOf(node, responseJSON, status)),
    });
  });
}

function troubleOf(node: EditorNode, answer: unknown, status: number): Trouble {
  const error = (answer as { readonly error?: Partial<Trouble> } | undefined)?.error;
  if (error?.code && error.title && error.advice) return error as Trouble;
  if (status === 401 || status === 403) return said(node, "not-allowed");
  return said(node, "no-answer");
}

function said(node: EditorNode, code: string): Trouble {
  return { code, title: node._(`editor.${code}.title`), advice: node._(`editor.${code}.advice`) };
}

/** A node's own admin path; ids may hold characters that mean something in an address. */
export function pathOf(type: string, id: string, action: string): string {
  return `${type}/${encodeURIComponent(id)}/${action}`;
}
