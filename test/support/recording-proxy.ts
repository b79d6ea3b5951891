import { Agent, createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { parseJsonObject } from "../../shared/support/json-object";
import type { Authority } from "../../sandbox/support/certificates";

export interface Exchange {
  readonly path: string;
  readonly request: string;
  readonly response: string;
}

export interface RecordingProxy {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/** Stands before a pretend service and remembers what is said; addresses in answers become its own. */
export async function startRecordingProxy(authority: Authority, target: string): Promise<RecordingProxy> {
  const { certificate, key } = await authority.issue({
    commonName: "localhost",
    dnsNames: ["localhost"],
    ips: ["127.0.0.1"],
  });
  const exchanges: Exchange[] = [];
  const agent = new Agent({ ca: authority.certificate });
  const server = createServer({ cert: certificate, key }, (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      const path = incoming.url ?? "/";
      const headers = { ...incoming.headers, host: new URL(target).host };
      const passing = request(`${target}${path}`, { agent, method: incoming.method, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => (text += chunk));
        answer.on("end", () => {
          const response = text.replaceAll(target, origin);
          exchanges.push({ path, request: body.toString("utf8"), response });
          outgoing.writeHead(answer.statusCode ?? 502, {
            "content-type": answer.headers["content-type"] ?? "text/plain",
          });
          outgoing.end(response);
        });
      });
      passing.on("error", () => outgoing.destroy());
      passing.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    exchanges,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const SECRET_FIELDS = ["device_code", "access_token", "refresh_token", "id_token"];

/** Every secret that was given out over these exchanges. */
export function secretsOf(exchanges: readonly Exchange[]): string[] {
  return exchanges.flatMap(({ response }) => {
    const body = parseJsonObject(response) ?? {};
    return SECRET_FIELDS.map((field) => body[field]).filter((value) => typeof value === "string");
  });
}
