import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { loadNodeHid, loadSerialPort, type NodeHid, type SerialPortPackage } from "./libraries";

/** What the file system says of a device node. */
export type NodeState = "there" | "refused" | "absent";

/** What the drivers need of the machine they run on; another one for tests. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly isAlpine: boolean;
  /** Where Linux shows its devices. */
  readonly sysfs: string;
  /** Whether a device node may be read and written; never rejects. */
  readonly look: (path: string) => Promise<NodeState>;
  readonly loadNodeHid: () => Promise<NodeHid>;
  readonly loadSerialPort: () => Promise<SerialPortPackage>;
}

export const THIS_SYSTEM: System = {
  platform: process.platform,
  arch: process.arch,
  // The very sign by which node-hid chooses between its builds (pkg-prebuilds).
  isAlpine: process.platform === "linux" && existsSync("/etc/alpine-release"),
  sysfs: "/sys",
  async look(path) {
    try {
      await access(path, constants.R_OK | constants.W_OK);
      return "there";
    } catch (error) {
      return error instanceof Error && "code" in error && error.code === "ENOENT" ? "absent" : "refused";
    }
  },
  loadNodeHid,
  loadSerialPort,
};
