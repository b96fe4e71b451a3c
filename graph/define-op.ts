import { isAttrKind } from "./attrs.ts";
import { checkOptions } from "./check-options.ts";
import { GraphError } from "./errors.ts";
import { isLeaf } from "./leaf.ts";
import { type Composite, isPrimitive, kinds, type Op, type Primitive } from "./op.ts";
import { showValue } from "./show-value.ts";

/** The fields of an op beside those of the kinds. */
const fields =
  "name inputs attrs infer better picture notation vjp identity definition lower training states fusedVjp together elementwise apart folds emitter refusesSizes".split(
    " ",
  );

/** Declares an op. GraphError or OpError for a field that is missing, unknown or of a wrong kind. See docs/adding-an-op.md. */
export function defineOp<A>(op: Primitive<A>): Primitive<A>;
export function defineOp<A>(op: Composite<A>): Composite<A>;
export function defineOp<A>(op: Op<A>): Op<A> {
  checkOptions("defineOp", op ?? null, [...fields, ...kinds]);
  const refuse = (code: string, expected: string, actual: string, cure: string): never => {
    throw new GraphError(`defineOp: ${expected}, got ${actual}; ${cure}`, { code, actual });
  };
  if (typeof op.name !== "string" || !/^[a-zA-Z][a-zA-Z0-9]*$/.test(op.name)) {
    refuse("bad-name", "a name is letters and digits", showValue(op.name), "rename the op");
  }
  if (isLeaf(op.name)) refuse("bad-name", "a name must not be that of a leaf", showValue(op.name), "rename the op");
  const wrong = (field: string, expected: string, actual: unknown): never =>
    refuse("bad-op", `${field} must be ${expected}`, `${showValue(actual)} for "${op.name}"`, "correct it");
  if (!Array.isArray(op.inputs)) wrong("inputs", 'a list of names, such as ["x"]', op.inputs);
  if (typeof op.infer !== "function") wrong("infer", "a function", op.infer);
  if (typeof op.attrs !== "object" || op.attrs === null) wrong("attrs", "the kinds of the attributes, {} for none", op.attrs);
  for (const [attr, kind] of Object.entries(op.attrs)) {
    if (!isAttrKind(kind)) wrong(`attrs.${attr}`, 'a kind such as "number", or a list of choices', kind);
  }
  const states: unknown = "states" in op ? op.states : [];
  if (!(Array.isArray(states) && states.every((name) => op.inputs.includes(name))))
    wrong("states", "a list of names of its inputs", states);
  if (isPrimitive(op) && !kinds.some((kind) => kind in op))
    wrong("definition", "a formula, or one of scalar, reduce, move … there", undefined);
  if (isPrimitive(op) && op.vjp === undefined) {
    const expected = "a primitive must state its derivative";
    refuse("no-vjp", expected, `"${op.name}" without one`, 'give it a vjp, or "not-differentiable"');
  }
  return Object.freeze(op);
}
