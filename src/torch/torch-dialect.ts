import { GraphError } from "../../graph/errors.ts";
import { type Graph, type Node, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { atom, binding, type Term } from "../../graph/notation.ts";
import { isPrimitive, type Op, type Operands } from "../../graph/op.ts";
import { formOf } from "../export/form-of.ts";
import { notationSite } from "../export/python/notation-site.ts";
import type { DialectSite, PythonDialect } from "../export/python/python-dialect.ts";
import { pythonArray } from "../export/python/python-values.ts";
import { lower } from "../passes/lower.ts";
import { fromNumpy, torchDType } from "./from-numpy.ts";

/** What stays as it is: primitives, loops, and composites that PyTorch has a word for. */
function isWritten(op: Op, node: Node, graph: Graph): boolean {
  if (isPrimitive(op) || "together" in op) return true;
  const operands = node.inputs.map((id) => atom(id)) as unknown as Operands<Term>;
  return op.notation?.torch?.(operands, node.attrs, notationSite(graph, node)) !== undefined;
}

/** What an op becomes in training is not told by its parts. */
function isWrittenInTraining(op: Op, node: Node, graph: Graph): boolean {
  if (isWritten(op, node, graph)) return true;
  if (isPrimitive(op) || op.training === undefined) return false;
  throw new GraphError(
    `torch: an op that does something else in training must have a PyTorch notation, got "${op.name}" without one; add notation.torch to it`,
    { code: "no-torch", actual: op.name },
  );
}

/** Safe forms in PyTorch's words. A constant array is no statement but a buffer of the module, which `constant` gives a name. */
export const torchDialect = (
  constant: (name: string, value: NdArray) => string,
  { training = false, device }: { readonly training?: boolean; readonly device?: string } = {},
): PythonDialect => ({
  lower: (graph) => lower(graph, { keep: training ? isWrittenInTraining : isWritten }),
  write: (op, operands, site) => write(op, operands, site, device),
  number: (text) => text.replace("np.", "torch."),
  scalar: (text, dtype) => `torch.tensor(${text}, dtype=${torchDType(dtype)})`,
  bare,
  constant,
  array: torchArray,
  reversed: (x) => `torch.flip(${x}, dims=(0,))`,
  stack: (list) => `torch.stack(${list})`,
  packed: (arrays) => `torch.cat([${arrays.map((one) => `torch.ravel(${one})`).join(", ")}])`,
});

/** x.shape[0] of torch.tensor(x.shape[0], dtype=torch.float32) */
function bare({ text }: Term): Term | undefined {
  const [, size] = /^torch\.tensor\((.*), dtype=torch\.\w+\)$/.exec(text) ?? [];
  return size === undefined ? undefined : { text: size, binds: size.includes(" * ") ? binding.product : binding.atom };
}

const lineWidth = 88;

/** torch.tensor([[1, 2], [3, 4]], dtype=torch.float32); a long one fills its lines. */
export function torchArray(value: NdArray): string {
  const text = pythonArray(value)
    .replace(/\s*\n\s*/g, " ")
    .replace(/\[ /g, "[")
    .replace(/,? \]/g, "]");
  const whole = text.replace("np.array(", "torch.tensor(").replaceAll("np.bool_", "np.bool").replaceAll("np.", "torch.");
  const [, open = "", numbers = "", close = ""] = /^(torch\.tensor\(\[)(.*)(\], dtype=.*\))$/s.exec(whole) ?? [];
  if (whole.length <= lineWidth || open === "") return whole;
  const lines = [""];
  for (const word of numbers.split(/(?<=,) /)) {
    const last = lines.at(-1) as string;
    if (last !== "" && last.length + word.length + 5 > lineWidth) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return `${open}\n${lines.map((line) => `    ${line}`).join("\n")}\n${close}`;
}

function write(op: Op, operands: readonly Term[], { graph, id }: DialectSite, device: string | undefined): Term {
  const node = nodeOf(graph, id);
  const { attrs, dtype } = node;
  const { notation } = formOf(op);
  const site = notationSite(graph, node);
  const given = operands as unknown as Operands<Term>;
  const own = notation.torch?.(given, attrs, site);
  if (own !== undefined) return own;
  if (notation.numpy !== undefined) {
    const term = notation.numpy(given, attrs, site);
    return { ...term, text: fromNumpy(term.text, { dtype, from: site.dtypes?.[0], rank: site.ranks[0] ?? 0, device }) };
  }
  throw new GraphError(
    `torch: every primitive must have a NumPy or PyTorch notation, got "${op.name}" without one (node "${id}"); add notation.torch to it`,
    { code: "no-torch", node: id, actual: op.name },
  );
}
