import { graph, type InputSpecs } from "../../graph/build.ts";
import { isExpression } from "../../graph/dim.ts";
import type { DType } from "../../graph/dtype.ts";
import { isDagradError } from "../../graph/errors.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import type { Leaves } from "../../graph/leaves.ts";
import type { Tensor } from "../../graph/tensor.ts";
import * as ops from "../../ops/index.ts";
import { evaluate, print, Value } from "./argument.ts";
import { Draw } from "./draw.ts";
import { calls } from "./random-call.ts";
import { randomShape, Workshop } from "./workshop.ts";

const functions: Readonly<Record<string, unknown>> = { ...ops };

/** One call: the text, and the node it made or what the graph said instead. */
export interface Statement {
  readonly op: string;
  readonly text: string;
  readonly name: string;
  /** The compiler does not know all of its shapes and numbers, or they are expressions of names, which it does not follow. */
  readonly hides: boolean;
  readonly result: { readonly id: NodeId } | { readonly refusal: string };
}
export interface Program {
  readonly statements: readonly Statement[];
}
export interface RandomPrograms {
  readonly inputs: InputSpecs;
  readonly programs: readonly Program[];
  /** All nodes of all programs. */
  readonly graph: Graph;
}

const dtypes = ["float32", "float32", "float32", "float64", "int32", "uint8", "bool"] as const satisfies readonly DType[];

/** `count` programs over the same inputs, each call passed to the graph with the arguments that its text says; a program ends where it is refused. */
export function randomPrograms(seed: number, count: number): RandomPrograms {
  const draw = new Draw(seed);
  const inputs: InputSpecs = Object.fromEntries(
    Array.from({ length: 48 }, (_, i) => [`x${i}`, { shape: randomShape(draw), dtype: draw.of(dtypes) }]),
  );
  const programs: Program[] = [];
  const built = graph(inputs, (handles, g) => {
    const values = Object.entries(handles).map(([name, handle]) => new Value(name, handle));
    for (let number = 0; number < count; number++) programs.push(randomProgram(draw, values, g, number));
    return handles;
  });
  return { inputs, programs, graph: built };
}

function randomProgram(draw: Draw, inputs: readonly Value[], g: Leaves, number: number): Program {
  let hides = draw.chance(25);
  const values = draw.shuffled(inputs).slice(0, 12);
  const workshop = new Workshop(draw, values, g, number, hides);
  const statements: Statement[] = [];
  for (let i = 0; i < 6; i++) {
    const op = draw.of([...calls.keys()]);
    const given = (calls.get(op) as NonNullable<ReturnType<typeof calls.get>>)(workshop);
    const call = functions[op] as (...given: readonly unknown[]) => Tensor;
    const statement = { op, text: `${op}(${given.map(print).join(", ")})`, name: `v${i}` };
    hides ||= /"[a-z]+[-+*]/.test(statement.text);
    try {
      const handle = call(...given.map(evaluate));
      hides ||= handle.shape.some(isExpression);
      statements.push({ ...statement, hides, result: { id: handle.id } });
      values.push(new Value(statement.name, handle));
    } catch (error) {
      if (!isDagradError(error)) throw error;
      statements.push({ ...statement, hides, result: { refusal: error.message } });
      break;
    }
  }
  return { statements };
}
