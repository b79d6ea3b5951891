/** `npm run bench`: measures, prints a table, and fails where a goal is missed. */
import { benchGraph, benchMqtt, type Row } from "./homekit";

const ms = (value: number): string => value.toFixed(1).padStart(8);

function print({ name, summary, goal }: Row): boolean {
  const { count, median, p95, worst } = summary;
  const missed = goal !== undefined && p95 > goal;
  const verdict = goal === undefined ? "" : `  goal ${goal}${missed ? "  MISSED" : ""}`;
  console.log(
    `${name.padEnd(44)} ${String(count).padStart(5)} ${ms(median)} ${ms(p95)} ${ms(worst)}${verdict}`,
  );
  return missed;
}

async function main(): Promise<number> {
  console.log(`${"milliseconds".padEnd(44)} count   median      p95    worst`);
  const rows = [...(await benchMqtt()), ...(await benchGraph())];
  return rows.map(print).some(Boolean) ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
