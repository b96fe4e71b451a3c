import { GraphError } from "../../../graph/errors.ts";
import { nodeOf } from "../../../graph/graph.ts";
import type { Term } from "../../../graph/notation.ts";
import type { Op, Operands } from "../../../graph/op.ts";
import { isShown, lower } from "../../passes/lower.ts";
import { formOf } from "../form-of.ts";
import { notationSite } from "./notation-site.ts";
import type { DialectSite, PythonDialect } from "./python-dialect.ts";
import { pythonArray, pythonDType } from "./python-values.ts";

/** Textbook formulas in NumPy's words. */
export const numpyDialect: PythonDialect = {
  lower: (graph) => lower(graph, { form: "textbook", keep: isShown }),
  write,
  number: (text) => text,
  scalar: (text, dtype) => `${pythonDType(dtype)}(${text})`,
  array: pythonArray,
  reversed: (x) => `${x}[::-1]`,
  stack: (list) => `np.stack(${list})`,
  packed: (arrays) => `np.concatenate([${arrays.map((one) => `np.ravel(${one})`).join(", ")}])`,
};

function write(op: Op, operands: readonly Term[], { graph, id }: DialectSite): Term {
  const { notation } = formOf(op);
  if (notation.numpy !== undefined) {
    const node = nodeOf(graph, id);
    return notation.numpy(operands as unknown as Operands<Term>, node.attrs, notationSite(graph, node));
  }
  throw new GraphError(
    `numpy: every primitive must have a NumPy notation, got "${op.name}" without one (node "${id}"); add notation.numpy to it`,
    {
      code: "no-numpy",
      node: id,
      actual: op.name,
    },
  );
}
