import { type AttrSchema, attrsProblem, decodeNumber } from "./attrs.ts";
import { isDim } from "./dim.ts";
import { integerRange, isDType, isFloat } from "./dtype.ts";
import type { AttrValue, Node } from "./graph.ts";
import type { Leaf } from "./leaf.ts";
import { isTitle } from "./names.ts";
import type { Problem } from "./op.ts";
import { showType, sizeOf } from "./shape.ts";
import { showValue } from "./show-value.ts";

/** Attributes of the leaves: how a parameter starts, the elements of a constant. Each may have a title besides, one line of any text. */
const schemas = {
  input: {},
  parameter: { init: "initializer" },
  constant: { value: "values" },
} as const satisfies Record<Leaf, AttrSchema<any>>;

/**
 * What is wrong with a leaf, or undefined. A leaf has no inputs and only the attributes of its kind. Parameters and constants
 * are of concrete shape, have one number per element where numbers are given, and numbers that their dtype can hold.
 */
export function leafProblem(op: Leaf, node: Pick<Node, "inputs" | "attrs" | "shape" | "dtype">): Problem | undefined {
  const { inputs, attrs, shape, dtype } = node;
  if (inputs.length > 0) {
    return { code: "arity", expected: "takes no inputs", actual: String(inputs.length), cure: "remove them" };
  }
  if (!isDType(dtype)) {
    return {
      code: "dtype",
      expected: "dtype must be float32, float64, int32, uint8 or bool",
      actual: showValue(dtype),
      cure: "name one of them",
    };
  }
  if (!Array.isArray(shape) || !shape.every(isDim)) {
    return {
      code: "bad-dim",
      expected: "dims must be whole numbers ≥ 0, names or expressions of names in canonical form",
      actual: showValue(shape),
      cure: "correct the shape",
    };
  }
  const { title = op, ...own } = attrs;
  const wrong = isTitle(title) ? attrsProblem(own, schemas[op]) : { attr: "title", expected: "must be one line of text" };
  if (wrong) {
    return {
      code: "bad-attribute",
      expected: `attribute ${wrong.attr} ${wrong.expected}`,
      actual: showValue(attrs[wrong.attr]),
      cure: "correct it",
    };
  }
  if (op === "input") return undefined;
  if (shape.some((dim) => typeof dim === "string")) {
    return { code: "symbolic-leaf", expected: "dims must be numbers", actual: showType(node), cure: "give the size itself" };
  }
  return op === "constant" ? elementsProblem("value", attrs.value as AttrValue, node) : initializerProblem(attrs.init as AttrValue, node);
}

function initializerProblem(init: AttrValue, node: Pick<Node, "shape" | "dtype">): Problem | undefined {
  if (Array.isArray(init)) return elementsProblem("init", init, node);
  if (!Object.hasOwn(init as object, "fill") && !isFloat(node.dtype)) {
    const expected = `init must be "zeros", "ones" or whole numbers for ${node.dtype}`;
    return { code: "bad-initializer", expected, actual: "random numbers", cure: "correct init or dtype" };
  }
  return undefined;
}

function elementsProblem(attr: string, value: AttrValue, node: Pick<Node, "shape" | "dtype">): Problem | undefined {
  const elements = value as readonly AttrValue[];
  const size = sizeOf(node.shape as readonly number[]);
  if (elements.length !== size) {
    const expected = `${attr} must have ${size} ${size === 1 ? "element" : "elements"} for ${showType(node)}`;
    return { code: "element-count", expected, actual: String(elements.length), cure: "give one number per element" };
  }
  const { dtype } = node;
  if (isFloat(dtype)) return undefined;
  const [least, most] = integerRange[dtype as keyof typeof integerRange];
  const fits = (element: number): boolean => Number.isInteger(element) && element >= least && element <= most;
  const misfit = elements.find((element) => !fits(decodeNumber(element)));
  if (misfit === undefined) return undefined;
  const expected = `elements must be whole numbers from ${least} to ${most} for ${dtype}`;
  return {
    code: "bad-element",
    expected,
    actual: showValue(decodeNumber(misfit)),
    cure: "correct the numbers, or cast() to a float dtype",
  };
}
