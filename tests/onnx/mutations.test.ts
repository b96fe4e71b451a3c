import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, isDagradError } from "dagrad";
import { fromOnnx, type OnnxModel, rareOps } from "dagrad/onnx";
import { expect, it } from "vitest";
import { drawing, mutated } from "./mutations.ts";
import { someModels } from "./some-models.ts";

/*
 * DAGRAD_MUTATIONS=300000 npx vitest run --project modules tests/onnx/mutations.test.ts
 *
 * tries so many, of ONNX's own examples too where they lie beside the project; DAGRAD_SEED begins with others.
 */
const count = Number(process.env.DAGRAD_MUTATIONS ?? 2000);
const seed = Number(process.env.DAGRAD_SEED ?? 1);
const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
/** So many take minutes, in which other programs want the processor, too. */
const many = count > 10_000;

const folder = process.env.DAGRAD_ONNX_TESTS ?? join(import.meta.dirname, "../../../shared/onnx-tests/visible");
const examples = many && existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, "model.onnx")) : [];
const files = [...someModels, ...examples.filter((path) => statSync(path).size < 20_000).map((path) => new Uint8Array(readFileSync(path)))];

it(
  `of ${count} files that were changed, each is a valid model or refused by an error of dagrad, at once and with little memory`,
  () => {
    const draw = drawing(seed);
    const ends = new Map<string, number>();
    const wrong: string[] = [];
    let [slowest, largest] = [0, 0];
    const keep = (bytes: Uint8Array, at: number, what: string): void => {
      wrong.push(`${at}: ${what}`);
      if (process.env.DAGRAD_KEEP !== undefined) writeFileSync(join(process.env.DAGRAD_KEEP, `${at}.onnx`), bytes);
    };
    for (let i = 0; i < count; i++) {
      const bytes = mutated(draw, files);
      // What ends the process leaves no report.
      if (process.env.DAGRAD_KEEP !== undefined) writeFileSync(join(process.env.DAGRAD_KEEP, "last.onnx"), bytes);
      const memory = process.memoryUsage.rss();
      // Of this process: others may have the processor, too.
      const start = process.cpuUsage();
      let end = "a valid model";
      let read: OnnxModel | undefined;
      try {
        read = fromOnnx(bytes, { ops: rareOps });
        check(read.graph);
      } catch (error) {
        end = `${(error as Error).name} ${(error as { code?: string }).code}`;
        if (read !== undefined || !isDagradError(error) || (error as Error).message.startsWith("internal:"))
          keep(bytes, i, String((error as Error).stack).slice(0, 600));
      }
      ends.set(end, (ends.get(end) ?? 0) + 1);
      const [took, more] = [milliseconds(process.cpuUsage(start)), process.memoryUsage.rss() - memory];
      if (took > 1000) keep(bytes, i, `took ${Math.round(took)} ms`);
      // A collection that happens to come, and what V8 compiles, are no memory of the file's.
      if (more > 10 * bytes.length + 64e6) keep(bytes, i, `took ${Math.round(more / 1e6)} MB`);
      slowest = Math.max(slowest, took);
      largest = Math.max(largest, more);
      if (wrong.length > 20) break;
    }
    if (many)
      console.log({
        files: files.length,
        slowest: `${Math.round(slowest)} ms`,
        largest: `${Math.round(largest / 1e6)} MB`,
        ...Object.fromEntries([...ends].sort(([, a], [, b]) => b - a)),
      });
    expect(wrong).toEqual([]);
  },
  many ? 7_200_000 : 60_000,
);
