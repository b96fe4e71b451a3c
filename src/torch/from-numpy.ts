import { type DType, isFloat } from "../../graph/dtype.ts";
import { isPythonAtom, type PythonCall, rewriteCalls, splitOutside } from "./python-call.ts";

/** What the words of one node depend on beside themselves. */
export interface TorchSite {
  /** Of the result. */
  readonly dtype: DType;
  /** Of the first operand. */
  readonly from: DType | undefined;
  readonly rank: number;
  /** Where arrays that are made of numbers are to lie, "X.device"; undefined where nothing tells. */
  readonly device: string | undefined;
}

export const torchDType = (dtype: string): string => `torch.${dtype.replace("bool_", "bool")}`;

/** An operand that a method is called on. */
export const torchObject = (text: string): string => (isPythonAtom(text) ? text : `(${text})`);
/** Positions: PyTorch takes those of 64 bits alone, and reads 8 bits as a mask. */
export const torchIndex = (text: string): string => `${torchObject(text)}.long()`;

/** Where PyTorch has another name for the same function. */
const renamed: Readonly<Record<string, string>> = {
  ...{ arccos: "acos", arcsin: "asin", arctan: "atan", arccosh: "acosh", arcsinh: "asinh", arctanh: "atanh" },
  ...{ max: "amax", min: "amin", dot: "matmul", transpose: "permute", moveaxis: "movedim" },
  ...{ concatenate: "cat", expand_dims: "unsqueeze" },
};

const keywords: Readonly<Record<string, string>> = { axis: "dim", keepdims: "keepdim" };

const called = (name: string, args: readonly string[], named: PythonCall["named"] = {}): string =>
  `torch.${name}(${[...args, ...Object.entries(named).map(([key, value]) => `${keywords[key] ?? key}=${value}`)].join(", ")})`;

const isNumber = (text: string): boolean => /^-?(?:[\d.]|np\.inf|np\.nan|torch\.inf|torch\.nan)/.test(text);
const axesOf = (axis: string): string[] => axis.match(/\d+/g) ?? [];

type Write = (call: PythonCall, site: TorchSite) => string;

/** Over no axis NumPy's reductions give x, where PyTorch's take all axes. */
const reduction: Write = ({ name, args, named }) =>
  named.axis === "()" ? (args[0] as string) : called(renamed[name] ?? name, args, named);

/** Sums of whole numbers are of 64 bits where nothing else is said. */
const ofOwnDType: Write = (call, { dtype }) =>
  reduction(isFloat(dtype) ? call : { ...call, named: { ...call.named, dtype: torchDType(dtype) } }, {
    dtype,
    from: dtype,
    rank: 0,
    device: undefined,
  });

/** Of functions that go along one axis at a time: the last one first, so that the others keep their numbers. */
const alongEach =
  (write: Write): Write =>
  (call, site) => {
    const axes = axesOf(call.named.axis ?? "");
    if (!call.named.axis?.startsWith("(")) return write(call, site);
    return axes.reduceRight((x, axis) => write({ ...call, args: [x], named: { ...call.named, axis } }, site), call.args[0] as string);
  };

const positions: Write = ({ name, args: [x = ""], named }, { dtype, from }) =>
  `${called(name, [from === "bool" ? `${torchObject(x)}.to(torch.uint8)` : x], named)}.to(${torchDType(dtype)})`;

/** Of numbers PyTorch's `any` gives numbers. */
const truth: Write = ({ name, args: [x = ""], named }, { from }) => {
  const given = from === "bool" ? x : `${torchObject(x)} != 0`;
  if (named.axis === "()") return torchObject(given);
  const each = named.axis?.startsWith("(") ? axesOf(named.axis).reverse() : [named.axis];
  return each.reduce((inner: string, axis) => called(name, [inner], { ...named, ...(axis !== undefined && { axis }) }), given);
};

/** Beyond the largest float32 there is infinity. */
const bounds: Write = ({ args: [x = "", ...limits] }, { dtype }) =>
  called("clamp", [
    x,
    ...limits.map((one) =>
      dtype === "float32" && Math.abs(Math.fround(Number(one))) === Infinity ? `${Number(one) < 0 ? "-" : ""}torch.inf` : one,
    ),
  ]);

const clamped =
  (bound: "min" | "max"): Write =>
  ({ name, args }) => {
    const number = args.find(isNumber);
    return number === undefined
      ? called(name, args)
      : called(
          "clamp",
          args.filter((one) => one !== number),
          { [bound]: number },
        );
  };

/** NumPy's functions whose place in PyTorch is taken by something else than a function of the same arguments. */
const others: Readonly<Record<string, Write>> = {
  sum: ofOwnDType,
  mean: reduction,
  max: reduction,
  min: reduction,
  all: truth,
  any: truth,
  clip: bounds,
  squeeze: alongEach(({ args, named }) => called("squeeze", args, named)),
  prod: (call, site) => sizes(call, site) ?? alongEach(ofOwnDType)(call, site),
  argmax: positions,
  argmin: positions,
  maximum: clamped("min"),
  minimum: clamped("max"),
  flip: ({ args, named }) => called("flip", args, { dims: named.axis as string }),
  roll: ({ args, named }) => called("roll", args, { dims: named.axis as string }),
  take: ({ args: [x = "", i = ""], named }) => `${torchObject(x)}[${":, ".repeat(Number(named.axis))}${torchIndex(i)}]`,
  take_along_axis: ({ args: [x = "", i = ""], named }) => called("take_along_dim", [x, torchIndex(i)], named),
  arange: ({ args: [count = ""], named }) => called("arange", [count], { ...named, device: `${count.replace(/\.shape.*$/, "")}.device` }),
  broadcast_to: ({ args: [x = "", shape = ""] }, { device }) => {
    const [, value, dtype] = /^torch\.tensor\(([^(]*), dtype=(torch\.\w+)\)$/.exec(x) ?? [];
    if (value === undefined || device === undefined) return called("broadcast_to", [x, shape]);
    return `torch.full(${shape}, ${value}, dtype=${dtype}, device=${device})`;
  },
  shape: ({ args: [x = ""] }) => `${torchObject(x)}.shape`,
  eye: ({ args: [depth = ""], subscript = "" }, { dtype }) => `F.one_hot(${torchIndex(subscript)}, ${depth}).to(${torchDType(dtype)})`,
  where: (call, { dtype }) => {
    const [condition = "", yes, no] = call.args;
    return yes === "1.0" && no === "0.0" ? `${torchObject(condition)}.to(${torchDType(dtype)})` : called("where", call.args);
  },
  trunc: ({ args: [x = ""] }, { dtype }) => {
    // Of whole numbers PyTorch's / makes float32.
    const quotient = splitOutside(x, " / ");
    const by = quotient.pop() as string;
    if (isFloat(dtype) || quotient.length === 0) return called("trunc", [x]);
    return called("div", [quotient.join(" / "), by], { rounding_mode: '"trunc"' });
  },
};

const withSubscript = new Set(["eye", "arange"]);

/** np.prod([np.shape(x)[axis] for axis in (0, 1)]) as x.shape[0] * x.shape[1]. */
function sizes({ args: [list = ""] }: PythonCall, { dtype }: TorchSite): string | undefined {
  const found = /^\[(.*)\[axis\] for axis in (\([\d, ]*\))\]$/s.exec(list);
  if (found === null) return undefined;
  const factors = axesOf(found[2] as string).map((axis) => `${found[1]}[${axis}]`);
  return `torch.tensor(${factors.join(" * ") || "1"}, dtype=${torchDType(dtype)})`;
}

/** A term of NumPy's, over operands of PyTorch's, in PyTorch's words. */
export function fromNumpy(text: string, site: TorchSite): string {
  const calls = rewriteCalls(text, "np", (call) => {
    const write = others[call.name];
    const written = write ? write(call, site) : called(renamed[call.name] ?? call.name, call.args, call.named);
    return call.subscript === undefined || (write !== undefined && withSubscript.has(call.name))
      ? written
      : `${written}[${call.subscript}]`;
  });
  const whole = calls.replace(/\.astype\("?(?:np\.)?(\w+)"?\)/g, (_, dtype) => `.to(${torchDType(dtype)})`).replace(/\bnp\./g, "torch.");
  // .T is for matrices.
  if (!whole.endsWith(".T") || site.rank === 2) return whole;
  if (site.rank < 2) return whole.slice(0, -2);
  return `torch.permute(${whole.slice(0, -2)}, (${Array.from({ length: site.rank }, (_, i) => site.rank - 1 - i).join(", ")}))`;
}
