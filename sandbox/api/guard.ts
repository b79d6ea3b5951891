import type { IncomingHttpHeaders } from "node:http";
import { isOwnHost, isOwnOrigin } from "../support/own-address";
import { Refusal } from "./refusal";

/**
 * Keeps other web sites out of the sandbox, which has no login: a name that was rebound to 127.0.0.1
 * shows in `Host`, a request made by a foreign page shows in `Origin`, and a plain form cannot send JSON.
 * @param port the port the server listens on
 * @throws Refusal 403 or 415
 */
export function guard(request: { method: string; headers: IncomingHttpHeaders }, port: number): void {
  if (!isOwnHost(request.headers, port)) {
    throw new Refusal(403, {
      code: "wrong-host",
      title: "The sandbox answers only under its own address",
      advice: `Open http://127.0.0.1:${port}/ instead.`,
    });
  }
  if (!isOwnOrigin(request.headers)) {
    throw new Refusal(403, {
      code: "cross-site",
      title: "Another web site may not use the sandbox",
      advice: "Call the API from the sandbox's own page, or from a script that sends no Origin header.",
    });
  }
  if (request.method === "POST" && !isJson(request.headers["content-type"])) {
    throw new Refusal(415, {
      code: "json-needed",
      title: "The request must be JSON",
      advice: "Send the header Content-Type: application/json.",
    });
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}
