/**
 * Speed, memory and size, measured: `npm run bench` at the top of the project. Numbers are checked before they are timed; contenders
 * take turns. A bound is what the project promises; nothing fails here, since a loaded machine is slow.
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { bundleRows } from "./rows/bundle.mjs";
import { chainRows, smallOpRows } from "./rows/chain.mjs";
import { spiralRows } from "./rows/spiral.mjs";
import { trainingRows } from "./rows/training.mjs";

const parts = { spiral: spiralRows, ops: smallOpRows, training: trainingRows, chain: chainRows, bundle: bundleRows };
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  process.stderr.write(`bench: parts are ${Object.keys(parts).join(", ")}, got ${unknown.join(", ")}; name some or none\n`);
  process.exit(1);
}

if (process.env.DAGRAD_BENCH_PART) {
  process.stdout.write(JSON.stringify(await parts[process.env.DAGRAD_BENCH_PART]()));
  process.exit(0);
}

/** Each part has a process of its own, so that one does not warm up, slow down or fill the memory of another. */
function measured(part) {
  const env = { ...process.env, DAGRAD_BENCH_PART: part };
  return JSON.parse(
    execFileSync(process.execPath, ["--expose-gc", fileURLToPath(import.meta.url)], {
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
}

const rows = Object.keys(parts)
  .filter((name) => chosen.length === 0 || chosen.includes(name))
  .flatMap(measured);

const number = (value) => (value === undefined ? "" : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const cells = rows.map(({ work, unit, best, median, bound, hand }) => [
  work,
  number(best),
  number(median),
  unit,
  bound === undefined ? "" : `≤ ${bound}`,
  bound === undefined ? "" : best <= bound ? "holds" : "exceeded",
  hand === undefined ? "" : `${(median / hand).toFixed(2)} × hand-written`,
]);
const table = [["work", "best", "median", "", "bound", "", "ratio"], ...cells];
const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
process.stdout.write(`${cpus()[0]?.model.trim()}, Node ${process.version}\n\n`);
for (const row of table)
  process.stdout.write(
    `${row
      .map((cell, i) => (i > 0 && i < 3 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd()}\n`,
  );
