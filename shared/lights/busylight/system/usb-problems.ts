import { basename } from "node:path";
import { Problem } from "../../../support/problem";
import { idOf } from "../families";
import type { DeviceInfo } from "../family";
import type { Library } from "./libraries";
import type { System } from "./system";

const LIGHTS: Readonly<Record<Library, string>> = {
  "node-hid": "USB lights",
  serialport: "Serial USB lights",
};

/** What a library is in, by Debian's and Alpine's names. */
const PACKAGES: Readonly<Record<string, { readonly debian: string; readonly alpine: string }>> = {
  "libudev.so.1": { debian: "libudev1", alpine: "eudev-libs" },
  "libusb-1.0.so.0": { debian: "libusb-1.0-0", alpine: "libusb" },
};

/** How glibc and musl say that a library is not there. */
const LACKING =
  /(?<glibc>lib[\w.+-]+): cannot open shared object|Error loading shared library (?<musl>lib[\w.+-]+):/;

/** What Node says of a module, or of a native one, that it cannot load. */
const LOADING = /MODULE_NOT_FOUND$|^ERR_DLOPEN_FAILED$/;

const USER_DIRECTORY = "Node-RED's user directory (~/.node-red, in its container /data)";

export function libraryMissing(
  library: Library,
  cause: unknown,
  { arch, isAlpine }: Pick<System, "arch" | "isAlpine">,
): Problem {
  const { glibc, musl } = LACKING.exec(messageOf(cause))?.groups ?? {};
  const shared = glibc ?? musl;
  const isInstalled = !codeOf(cause).endsWith("MODULE_NOT_FOUND");
  const missing = (why: string, advice: string): Problem =>
    new Problem({ code: "usb-library-missing", title: `${LIGHTS[library]} need ${why}`, advice }, { cause });
  if (shared !== undefined) {
    const named = PACKAGES[shared]?.[isAlpine ? "alpine" : "debian"] ?? `that has ${shared}`;
    return missing(
      `${shared}, which this system lacks`,
      `Install the system package ${named} (into the image, where Node-RED runs in a container), then restart Node-RED.`,
    );
  }
  if (library === "node-hid" && isAlpine && arch === "arm64")
    return missing(
      "node-hid, which comes without a build for Alpine Linux on 64-bit ARM",
      "Use Node-RED's image nodered/node-red:latest-debian, with the system package libusb-1.0-0 installed into it.",
    );
  if (isInstalled)
    return missing(
      `${library}, which does not run here (${messageOf(cause)})`,
      `Run npm rebuild ${library} in ${USER_DIRECTORY}, then restart Node-RED. Where there is no ready-made build, that needs python3, make and g++.`,
    );
  return missing(
    `the package ${library}, which is not installed`,
    `Run npm install ${library} in ${USER_DIRECTORY}, then restart Node-RED.`,
  );
}

export function usbPermission(device: DeviceInfo, cause?: unknown): Problem {
  const group = device.transport === "hid" ? "plugdev" : "dialout";
  return new Problem(
    {
      code: "usb-permission",
      title: `Node-RED is not allowed to open ${named(device)}`,
      advice: `Copy udev/70-presence-lights.rules of this package to /etc/udev/rules.d, add the user that runs Node-RED to the group ${group}, restart Node-RED and plug the light in again. ${inDocker(device)}`,
    },
    { cause },
  );
}

/** The system has it, but no node to open it by: a container that it has not been handed to. */
export function usbNotHanded(device: DeviceInfo, cause?: unknown): Problem {
  return new Problem(
    {
      code: "usb-permission",
      title: `${named(device)} is plugged in, but Node-RED's container has no ${device.path}`,
      advice: inDocker(device),
    },
    { cause },
  );
}

/** Access that outlives plugging out and in, unlike that by `--device`. */
function inDocker({ path }: DeviceInfo): string {
  const kind = basename(path).replace(/\d+$/, "");
  return `In Docker, start the container with -v /dev:/dev --device-cgroup-rule "c NUMBER:* rmw", where NUMBER is what /proc/devices says of ${kind}, and with --group-add for the number of the group that ls -ln shows for ${path}.`;
}

export function usbBusy(device: DeviceInfo, cause?: unknown): Problem {
  return new Problem(
    {
      code: "usb-busy",
      title: `Another program uses ${named(device)}`,
      advice:
        "Close it: kuandoHUB, Embrava Connect, Blink1Control or the app of Luxafor or MuteMe, or another Node-RED.",
    },
    { cause },
  );
}

export function usbGone(device: DeviceInfo, cause?: unknown): Problem {
  return new Problem(
    { code: "usb-gone", title: `${named(device)} is not plugged in`, advice: "Plug it in again." },
    { cause },
  );
}

export function usbFailed(device: DeviceInfo, cause: unknown): Problem {
  return new Problem(
    {
      code: "usb-failed",
      title: `${named(device)} does not work (${messageOf(cause)})`,
      advice: "Plug it out and in again, into the computer itself if it is at a hub.",
    },
    { cause },
  );
}

/** Whether a call failed because the native half of a library could not be loaded. */
export function isOfLoading(error: unknown): boolean {
  return LOADING.test(codeOf(error)) || /failed to find binding/i.test(messageOf(error));
}

function named(device: DeviceInfo): string {
  return device.product || `USB light ${idOf(device)}`;
}

/** The first line of what an error says. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // serialport says twice that it is one.
  return message
    .replace(/^Error: /, "")
    .split("\n", 1)
    .join("")
    .trim();
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
