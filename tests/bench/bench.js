import { cpus } from "node:os";
import { chain } from "./rows/chain.js";
import { memory } from "./rows/memory.js";
import { scale } from "./rows/scale.js";
import { size } from "./rows/size.js";
import { spiral } from "./rows/spiral.js";

const groups = { spiral, chain, memory, scale, size };
const only = process.argv.includes("--only") ? (process.argv[process.argv.indexOf("--only") + 1] ?? "").split(",") : Object.keys(groups);
for (const name of only) {
  if (!Object.hasOwn(groups, name)) throw new Error(`--only takes ${Object.keys(groups).join(", ")}, got ${JSON.stringify(name)}`);
}

const shown = (value) => (value === undefined ? "" : value.toFixed(value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2));

/** One line per contender: the best time counts against the bound and in ratios, since the machine may be shared. */
function lines({ name, unit, scale = 1, bound, times, value }) {
  const verdict = (best) => (bound === undefined ? "" : best <= bound ? "holds" : "EXCEEDED");
  if (times === undefined) return [[name, "", shown(value), unit, shown(bound), verdict(value), ""]];
  return Object.entries(times).map(([contender, { median, best }], i) => {
    const ratio = i === 0 ? "" : `${(times.dagrad.best / best).toFixed(2)}×`;
    return [
      i === 0 ? name : `  ${contender}`,
      shown(median * scale),
      shown(best * scale),
      unit,
      i === 0 ? shown(bound) : "",
      i === 0 ? verdict(best * scale) : "",
      ratio,
    ];
  });
}

function print(rows) {
  const all = [["", "median", "best", "", "bound", "", "dagrad ÷ this"], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const left = new Set([0, 3, 5]);
  for (const row of all) {
    console.log(
      row
        .map((cell, column) => (left.has(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join("  ")
        .trimEnd(),
    );
  }
}

const rows = [];
for (const name of only) rows.push(...(await groups[name]()).flatMap(lines));
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}\n`);
print(rows);
if (rows.some((row) => row[5] === "EXCEEDED")) process.exitCode = 1;
