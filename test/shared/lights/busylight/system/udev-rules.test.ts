import assert from "node:assert/strict";
import { basename } from "node:path";
import { ALL_FAMILIES, idOf } from "../../../../../shared/lights/busylight/families";
import { textOf } from "../../../../support/palette";

const FILE = "udev/70-presence-lights.rules";

/** Makers that sell nothing but lights under these; everything else is allowed id by id. */
const MAKERS_OF_LIGHTS = ["27bb", "2c0d", "0e53", "27b8", "3603"];

/** What gives access, and to whom; everything else of a line says to what. */
const ACCESS = {
  hidraw: 'MODE="0660", GROUP="plugdev", TAG+="uaccess"',
  usb: 'MODE="0660", GROUP="plugdev", TAG+="uaccess"',
  tty: 'MODE="0660", GROUP="dialout", TAG+="uaccess"',
} as const;

/** udev matches the attributes of a node's parents with ATTRS, and those of the device itself with ATTR. */
const LINE =
  /^(?:KERNEL=="(?<hidraw>hidraw)\*"|SUBSYSTEM=="(?<subsystem>usb|tty)"), (?<attr>ATTRS?)\{idVendor\}=="(?<vendor>[0-9a-f]{4})", (?:\k<attr>\{idProduct\}=="(?<product>[0-9a-f]{4})", )?(?<access>MODE=.*)$/;

interface Rule {
  readonly kind: keyof typeof ACCESS;
  readonly attr: string;
  readonly access: string;
  /** `vid:pid`, or `vid:` for all of a maker. */
  readonly id: string;
}

function ruleOf(line: string): Rule {
  const found = LINE.exec(line)?.groups;
  assert.ok(found, `not understood: ${line}`);
  const { hidraw, subsystem, attr = "", vendor, product = "", access = "" } = found;
  return { kind: (hidraw ?? subsystem) as Rule["kind"], attr, access, id: `${vendor}:${product}` };
}

describe("the udev rules", () => {
  const rules = textOf(FILE)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(ruleOf);
  const idsOf = (kind: Rule["kind"]) => rules.filter((rule) => rule.kind === kind).map(({ id }) => id);

  for (const { name, transport, ids } of ALL_FAMILIES.filter((family) => family.name !== "virtual"))
    for (const known of ids)
      it(`allow ${name}: ${known.name}, ${idOf(known)}`, () => {
        const allowed = idsOf(transport === "hid" ? "hidraw" : "tty");
        const id = idOf(known);
        assert.ok(allowed.includes(id) || allowed.includes(id.slice(0, 5)), `no line for ${id}`);
      });

  it("allow a HID light by either of node-hid's drivers", () =>
    assert.deepEqual(idsOf("usb"), idsOf("hidraw")));

  it("allow to the group and to whoever sits there, and to nobody else", () =>
    assert.deepEqual(
      rules.filter(({ kind, access }) => access !== ACCESS[kind]),
      [],
    ));

  it("look for the ids where they are: at the device, or above the node", () =>
    assert.deepEqual(
      rules.filter(({ kind, attr }) => attr !== (kind === "usb" ? "ATTR" : "ATTRS")),
      [],
    ));

  it("allow all of a maker only where it makes nothing but lights", () => {
    const makers = new Set(rules.map(({ id }) => id).filter((id) => id.endsWith(":")));
    assert.deepEqual([...makers].sort(), MAKERS_OF_LIGHTS.map((maker) => `${maker}:`).sort());
    const beside = rules.filter(({ id }) => !id.endsWith(":") && makers.has(id.slice(0, 5)));
    assert.deepEqual(beside, []);
  });

  it("say everything once", () => {
    const said = rules.map(({ kind, id }) => `${kind} ${id}`);
    assert.deepEqual(said, [...new Set(said)]);
  });

  it("come before the rules that give access to whoever sits there (systemd, 73-seat-late.rules)", () =>
    assert.ok(basename(FILE) < "73-"));
});
