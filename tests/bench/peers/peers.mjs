import { rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { bundleRows } from "../rows/bundle.mjs";
import { bounds } from "./bounds.mjs";
import { ContenderProcess, runFresh } from "./contender-process.mjs";
import { writeData } from "./data.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { installModels, installPeers } from "./install.mjs";
import { hasModels } from "./models/models.mjs";
import { boundLines, workLines } from "./report.mjs";
import { expectedOnce, measure, mistake, summary } from "./rounds.mjs";
import { besides, freshJobs, groups, timedWorks } from "./works.mjs";

const effort = {
  normal: { rounds: 9, slice: 40, least: 300, warm: 1500, share: 700, freshRounds: 3 },
  quick: { rounds: 5, slice: 20, least: 250, warm: 1500, share: 200, freshRounds: 2 },
};

const print = (...lines) => process.stdout.write(`${lines.join("\n")}\n`);

/**
 * dagrad beside its peers: prints work by work, then the bounds. `chosen` names groups (all where none are named), `only` contenders,
 * `json` a file for the figures.
 */
export async function benchmarkPeers({ chosen = [], quick = false, only, json } = {}) {
  // The models are 300 MB with onnxruntime-node: they are fetched where they are asked for.
  const groupsChosen = chosen.length > 0 ? chosen : groups.filter((group) => group !== "models" || hasModels());
  const wanted = (name) => (only === undefined ? !(quick && besides.includes(name)) : only.includes(name));
  const amount = quick ? effort.quick : effort.normal;
  await installPeers();
  if (groupsChosen.includes("models")) installModels();
  process.env.DAGRAD_BENCH_DATA = writeData();
  const build = fingerprint();
  const processes = new Map();
  const works = [];
  const done = (work) => {
    works.push(work);
    print(...workLines(work));
  };
  try {
    for (const work of timedWorks.filter(({ group, thorough }) => groupsChosen.includes(group) && !(quick && thorough))) {
      const names = work.contenders.filter(wanted);
      for (const name of names) if (!processes.has(name)) processes.set(name, await started(name));
      const live = names.filter((name) => processes.get(name).process).map((name) => processes.get(name).process);
      const missing = names.filter((name) => !processes.get(name).process);
      const rows = await measure(work, live, amount);
      const { id, group, title, unit, flops } = work;
      done({
        id,
        group,
        title,
        unit,
        flops,
        rows: [...rows, ...missing.map((name) => ({ contender: name, note: processes.get(name).error }))],
      });
    }
    for (const { process: one } of processes.values()) one?.end();
    for (const job of freshJobs.filter(({ group }) => groupsChosen.includes(group))) {
      for (const work of await measureFresh(job, job.contenders.filter(wanted), amount, quick)) done(work);
    }
  } finally {
    for (const { process: one } of processes.values()) one?.end();
    rmSync(process.env.DAGRAD_BENCH_DATA, { recursive: true });
  }
  const [page] = await bundleRows();
  const held = bounds(works, page.best);
  print(...boundLines(held));
  const mixed = fingerprint() !== build;
  if (mixed) process.stderr.write("bench: dist changed while this was measured, so that the figures are of several builds; run it again\n");
  if (json) writeFileSync(json, `${JSON.stringify({ ...circumstances(quick), build, mixed, works, bounds: held }, undefined, 2)}\n`);
}

async function started(name) {
  const process = new ContenderProcess(name);
  const { error } = await process.ready;
  return error ? { error } : { process };
}

/** A job in a new process for each contender and round, in turns. Training 1,000 steps of the slow ones takes long: not when in a hurry. */
async function measureFresh({ group, job, contenders, rounds, figures, verified: { work, given, count } }, names, { freshRounds }, quick) {
  const taken = quick && job === "memory" ? names.filter((name) => name === "dagrad") : names;
  const { numbers, bound } = await expectedOnce(work, given);
  const reference = { numbers: numbers.slice(0, count), bound };
  const answers = new Map(taken.map((name) => [name, []]));
  for (let round = 0; round < (rounds ?? freshRounds); round++) {
    for (const name of taken) {
      const before = answers.get(name);
      if (before.some(({ error, none }) => error || none)) continue;
      const answer = runFresh(name, job);
      const wrong = answer.numbers && mistake(answer.numbers, reference);
      before.push(wrong ? { error: `BAD: ${wrong}` } : answer);
    }
  }
  return Object.entries(figures).map(([figure, work]) => {
    const rows = contenders
      .filter((name) => answers.has(name))
      .map((contender) => {
        const found = answers.get(contender);
        const error = found.find((answer) => answer.error)?.error;
        const values = found.map((answer) => answer[figure]).filter((value) => value !== undefined);
        return error ? { contender, note: error } : values.length > 0 ? { contender, ...summary(values) } : undefined;
      });
    return { ...work, group, rows: rows.filter((row) => row !== undefined) };
  });
}

function circumstances(quick) {
  return {
    machine: cpus()[0]?.model.trim(),
    processors: cpus().length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    date: new Date().toISOString(),
    command: `npm run bench -- ${process.argv.slice(2).join(" ")}`,
    quick,
  };
}
