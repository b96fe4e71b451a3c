/**
 * Speed, memory and size, measured: `npm run bench` at the top of the project. Numbers are checked before they are timed; contenders
 * take turns. A bound is what the project promises; nothing fails here, since a loaded machine is slow.
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchmarkFashion } from "./fashion/fashion.mjs";
import { benchmarkPeers } from "./peers/peers.mjs";
import { groups } from "./peers/works.mjs";
import { bundleRows } from "./rows/bundle.mjs";
import { chainRows, smallOpRows } from "./rows/chain.mjs";
import { pageRows } from "./rows/pages.mjs";
import { spiralRows } from "./rows/spiral.mjs";
import { trainingRows } from "./rows/training.mjs";

const parts = { spiral: spiralRows, ops: smallOpRows, training: trainingRows, chain: chainRows, bundle: bundleRows, pages: pageRows };
const { values: options, positionals } = readArguments();
const chosen = positionals.filter((name) => Object.hasOwn(parts, name));
const peerGroups = positionals.filter((name) => name.startsWith("peers:")).map((name) => name.slice("peers:".length));
const withPeers = positionals.length === 0 || positionals.includes("peers") || peerGroups.length > 0;
const unknown = [
  ...positionals.filter((name) => name !== "peers" && name !== "fashion" && !name.startsWith("peers:") && !Object.hasOwn(parts, name)),
  ...peerGroups.filter((name) => !groups.includes(name)).map((name) => `peers:${name}`),
];
if (unknown.length > 0) {
  const names = [...Object.keys(parts), "fashion", "peers", ...groups.map((name) => `peers:${name}`)];
  fail(`parts are ${names.join(", ")}, got ${unknown.join(", ")}; name some or none`);
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
  .filter((name) => positionals.length === 0 || chosen.includes(name))
  .flatMap(measured);

process.stdout.write(`${cpus()[0]?.model.trim()}, Node ${process.version}\n\n`);
if (rows.length > 0) printTable(rows);
const only = options.contenders?.split(",");
// A part of minutes, with images that are installed for it: where it is named.
if (positionals.includes("fashion")) await benchmarkFashion({ quick: options.quick, only });
if (withPeers) {
  await benchmarkPeers({
    chosen: positionals.includes("peers") ? [] : peerGroups,
    quick: options.quick,
    only,
    // npm runs this in its own folder; the file is meant where the user is.
    json: options.json && resolve(process.env.INIT_CWD ?? ".", options.json),
  });
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { quick: { type: "boolean", default: false }, json: { type: "string" }, contenders: { type: "string" } },
    });
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(1);
}

function printTable(rows) {
  const number = (value) =>
    value === undefined ? "" : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
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
  for (const row of table)
    process.stdout.write(
      `${row
        .map((cell, i) => (i > 0 && i < 3 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join("  ")
        .trimEnd()}\n`,
    );
  process.stdout.write("\n");
}
