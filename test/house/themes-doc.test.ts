import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PRESET_NAMES, PRESETS } from "../../shared/presence/appearance";
import { type Hours, isWithinHours } from "../../shared/presence/hours";
import { STATUSES } from "../../shared/presence/presence";
import { readTheme } from "../../nodes/presence-theme/theme";
import { root } from "../support/packed";

const text = readFileSync(join(root, "docs", "themes.md"), "utf8");

/** The cells of the first table after some text, without its head. */
function tableAfter(start: string): readonly (readonly string[])[] {
  const [, after = ""] = text.split(start);
  const lines = after.split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const rows = lines.slice(
    first,
    lines.findIndex((line, index) => index > first && !line.startsWith("|")),
  );
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

describe("docs/themes.md", () => {
  for (const preset of PRESET_NAMES)
    it(`says what ${preset} does for every status`, () => {
      const expected = STATUSES.map((status) => {
        const rule = PRESETS[preset][status];
        return rule.action === "show"
          ? [status, rule.action, rule.color, String(rule.brightness)]
          : [status, rule.action, "", ""];
      });
      assert.deepEqual(tableAfter(`Stored as \`${preset}\``), expected);
    });

  it("promises steady colours, which all presets have", () => {
    const effects = PRESET_NAMES.flatMap((preset) =>
      STATUSES.map((status) => PRESETS[preset][status]).map((rule) =>
        rule.action === "show" ? rule.effect : "none",
      ),
    );
    assert.deepEqual([...new Set(effects)], ["none"]);
  });

  it("has examples that are right", () => {
    const examples = [...text.matchAll(/```json\n([^`]+)```/g)].map(
      ([, json = ""]) => JSON.parse(json) as object,
    );
    assert.equal(examples.length, 2);
    for (const example of examples) readTheme({ id: "theme", type: "presence-theme", ...example });
  });

  it("counts the hours of the nights on which the clocks change", () => {
    const rows = tableAfter("**Summer time.**");
    const minutes = rows.map(([hours = "", night = ""]) => {
      const [start = "", end = ""] = hours.split("–");
      const from = Date.parse(`${/^\d+ \w+ \d+/.exec(night)?.[0]} 00:00 GMT`) - 2 * 3_600_000;
      const berlin: Hours = {
        timezone: "Europe/Berlin",
        days: [new Date(from + 4 * 3_600_000).getUTCDay()],
        start,
        end,
        outside: "off",
      };
      return Array.from({ length: 8 * 60 }, (_, minute) => from + minute * 60_000).filter((at) =>
        isWithinHours(berlin, at),
      ).length;
    });
    assert.deepEqual(minutes, [120, 60, 0, 240, 150]);
  });
});
