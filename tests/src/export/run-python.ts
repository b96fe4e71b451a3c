import { spawnSync } from "node:child_process";
import { array, type NdArray } from "../../../graph/ndarray.ts";
import type { Nested } from "../../../graph/nested.ts";

const run = (program: string) => spawnSync("python3", ["-"], { input: program, encoding: "utf8", maxBuffer: 1e9 });

/** Whether there is a Python with NumPy here. */
export const hasNumpy = run("import numpy").status === 0;
if (!hasNumpy) console.warn("nothing is compared with Python: there is no python3 with NumPy");

const prelude = `
import json, warnings
import numpy
warnings.simplefilter("ignore")

def run(program, name):
    names = {}
    exec(program, names)
    value = numpy.asarray(names[name])
    flat = [repr(float(x)) for x in value.astype(numpy.float64).ravel()]
    return {"dtype": str(value.dtype), "shape": value.shape, "data": flat}
`;

interface Ran {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

/** Runs programs, each on its own, and returns the value that each leaves in its named variable. */
export function runPython(programs: readonly (readonly [program: string, name: string])[]): { dtype: string; value: NdArray }[] {
  const { status, stdout, stderr } = run(
    `${prelude}\nprint(json.dumps([run(*job) for job in json.loads(${JSON.stringify(JSON.stringify(programs))})]))`,
  );
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as Ran[]).map(({ dtype, shape, data }) => {
    const numbers = data.map((text) => Number(text.replace("inf", "Infinity")));
    const nested = shape.reduceRight<Nested[]>(
      (rows, dim, axis) => (axis === 0 ? rows : Array.from({ length: rows.length / dim }, (_, i) => rows.slice(i * dim, (i + 1) * dim))),
      numbers,
    );
    return { dtype, value: array(shape.length === 0 ? (numbers[0] as number) : nested) };
  });
}
