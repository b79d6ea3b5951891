import assert from "node:assert/strict";
import presenceTheme = require("../../../nodes/presence-theme/presence-theme");
import type { ThemeNode } from "../../../nodes/presence-theme/theme";
import { helper } from "../../support/test-helper";

describe("the presence-theme node", () => {
  before((done) => {
    helper.startServer(done);
  });
  afterEach(() => helper.unload());
  after((done) => {
    helper.stopServer(done);
  });

  const load = async (properties: object): Promise<ThemeNode> => {
    await helper.load(presenceTheme, [{ id: "theme", type: "presence-theme", ...properties }]);
    return helper.getNode("theme") as unknown as ThemeNode;
  };

  it("offers its theme to lamps", async () => {
    const { theme, problem } = await load({ preset: "presence-switch" });
    assert.deepEqual(theme?.ruleFor("offline"), { action: "off" });
    assert.equal(problem, undefined);
  });

  it("offers the problem instead where a property is wrong", async () => {
    const { theme, problem } = await load({ preset: "rainbow" });
    assert.equal(theme, undefined);
    assert.equal(problem?.code, "bad-configuration");
  });
});
