import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface FakeSysfs {
  readonly root: string;
  /** A node of a USB device, linked to as Linux does; `attributes` are the device's. */
  plug(node: {
    readonly kind: "hidraw" | "tty";
    readonly name: string;
    /** Where in the tree, like `usb1/1-1/1-1.4/1-1.4:1.0/0003:27BB:3BCD.0001`. */
    readonly at: string;
    readonly attributes?: Readonly<Record<string, string>>;
  }): Promise<void>;
  /** The device's folders go, while the links to it stay for a moment. */
  unplug(at: string): Promise<void>;
  remove(): Promise<void>;
}

/** A sysfs in a folder of its own. */
export async function fakeSysfs(): Promise<FakeSysfs> {
  const root = await mkdtemp(join(tmpdir(), "sysfs-"));
  const folderOf = (at: string): string => join(root, "devices", at);
  return {
    root,
    async plug({ kind, name, at, attributes = {} }) {
      const node = join(folderOf(at), kind, name);
      await mkdir(node, { recursive: true });
      await symlink("../..", join(node, "device"));
      const device = at.split("/").findLast((part) => /^\d+-[\d.]+$/.test(part)) ?? "";
      const deviceFolder = folderOf(at.slice(0, at.indexOf(`/${device}/`) + device.length + 1));
      for (const [attribute, text] of Object.entries(attributes))
        await writeFile(join(deviceFolder, attribute), `${text}\n`);
      await mkdir(join(root, "class", kind), { recursive: true });
      await symlink(node, join(root, "class", kind, name));
    },
    unplug: (at) => rm(folderOf(at), { recursive: true }),
    remove: () => rm(root, { recursive: true }),
  };
}
