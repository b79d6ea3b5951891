import type { Server } from "node:http";
import { Problem } from "../../shared/support/problem";

const LOOPBACK = "127.0.0.1";
const MOST_PORTS_TRIED = 50;

/** Some systems keep ranges of ports to themselves and answer EACCES there. */
const TAKEN = new Set(["EADDRINUSE", "EACCES"]);

/**
 * Makes a server listen on 127.0.0.1, on the first free port from `first` on; 0 takes any free one.
 * @param option of the command line that chooses the port, for the advice; absent: none does
 * @returns the port that was free
 * @throws Problem `no-free-port` when that many ports in a row are taken; any other trouble with listening as it is
 */
export async function listenFrom(server: Server, first: number, option?: string): Promise<number> {
  for (let port = first; port < first + MOST_PORTS_TRIED && port <= 65_535; port++) {
    try {
      return await listenOn(server, port);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && TAKEN.has(String(error.code)))) throw error;
    }
  }
  throw new Problem({
    code: "no-free-port",
    title: option === undefined ? "No free port" : `No free port for ${option}`,
    advice: `Every port from ${first} on is taken${option === undefined ? "" : `; choose another with ${option}`}.`,
  });
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(error);
    server.once("error", fail);
    server.listen(port, LOOPBACK, () => {
      server.off("error", fail);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
