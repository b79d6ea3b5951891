import assert from "node:assert/strict";
import { livesIn } from "../../../../shared/microsoft/doctor/tenant-cloud";
import type { Cloud } from "../../../../shared/microsoft/registration/clouds";

const WORLD = { cloud_instance_name: "microsoftonline.com", tenant_region_scope: "EU" };
const GCC = { ...WORLD, tenant_region_scope: "NA", tenant_region_sub_scope: "GCC" };
const US = { cloud_instance_name: "microsoftonline.us", tenant_region_scope: "USGov" };
const GCC_HIGH = { ...US, tenant_region_sub_scope: "DODCON" };
const DOD = { ...US, tenant_region_sub_scope: "DOD" };
const CHINA = { cloud_instance_name: "partner.microsoftonline.cn", tenant_region_scope: "AS" };

describe("a tenant's OpenID configuration", () => {
  /** The clouds in whose settings nothing speaks against it. */
  const LIVES: readonly (readonly [string, object, readonly Cloud[]])[] = [
    ["a worldwide tenant", WORLD, ["global"]],
    ["a GCC tenant", GCC, ["global"]],
    ["a GCC High tenant", GCC_HIGH, ["gcc-high"]],
    ["a DoD tenant", DOD, ["dod"]],
    ["a tenant of the US government without its part", US, ["gcc-high", "dod"]],
    ["a tenant in China", CHINA, []],
    ["one that does not say", {}, ["global", "gcc-high", "dod"]],
    ["one that says something else", { cloud_instance_name: 5 }, ["global", "gcc-high", "dod"]],
  ];
  for (const [what, configuration, clouds] of LIVES) {
    it(`of ${what} fits ${clouds.join(", ") || "no cloud that is built in"}`, () => {
      const fitting = (["global", "gcc-high", "dod"] as const).filter((cloud) =>
        livesIn(cloud, { ...configuration }),
      );
      assert.deepEqual(fitting, clouds);
      assert.ok(livesIn("custom", { ...configuration }));
    });
  }
});
