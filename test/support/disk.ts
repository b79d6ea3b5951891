import { settle } from "./fake-clock";

/** How Node.js calls requests to the file system (`process.getActiveResourcesInfo`); CloseReq is that of a FileHandle. */
const REQUEST = /^(FSReq.*|CloseReq)$/;

/** Whether this process waits for its files. They take real time, which a fake clock knows nothing of. */
export function isDiskBusy(): boolean {
  return process.getActiveResourcesInfo().some((resource) => REQUEST.test(resource));
}

/** Lets everything run that waits for files, and what follows from that. */
export async function diskAtRest(): Promise<void> {
  do await settle();
  while (isDiskBusy());
}
