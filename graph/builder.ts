import { attrsProblem, canonicalAttrs, encodeNumber } from "./attrs.ts";
import { canonicalDim } from "./dim.ts";
import { type DType, dtypes } from "./dtype.ts";
import { GraphError } from "./errors.ts";
import type { Attrs, AttrValue, Differentiation, Node, NodeId } from "./graph.ts";
import type { Initializer } from "./initializer.ts";
import type { Leaf } from "./leaf.ts";
import { leafProblem } from "./leaf-rules.ts";
import { checkName, checkTitle } from "./names.ts";
import { checkArity, failAt, type Op, type Operands, type OpSet, opSet, type TensorType } from "./op.ts";
import type { Penalties } from "./penalties.ts";
import type { Dim, Shape } from "./shape.ts";
import { showValue } from "./show-value.ts";
import type { Tensor } from "./tensor.ts";

/** Grows one graph node by node. Ops reach it through the handles they are given; users see it as `g`. */
export class GraphBuilder {
  readonly nodes = new Map<NodeId, Node>();
  /** Parameter → the node whose value replaces it after a run. */
  readonly updates = new Map<NodeId, NodeId>();
  /** What of the nodes are cotangents. */
  readonly gradients: Differentiation[] = [];
  /** What layers add to the loss, if any does: the first of them makes it, so that a page without such layers does not load it. */
  penalties: Penalties | undefined;
  /** How the weights of layers start that name no initialiser of their own; the book's 0.01 · randn where the graph names none. */
  init: Initializer = { randn: 0.01 };
  /** True once the graph is handed out: what came later would be in no graph. */
  finished = false;
  readonly #counts = new Map<string, number>();
  readonly #literals = Object.fromEntries(dtypes.map((dtype) => [dtype, new Map()])) as Record<DType, Map<number | string, Tensor>>;
  /** Ids that later copies will take. */
  readonly #reserved: { has(id: NodeId): boolean };
  #ops: OpSet;
  #scope: readonly string[] = Object.freeze([]);
  #prefix = "";
  /** Ids added by the expansion under way. */
  #made: NodeId[] | undefined;

  /** `ops` are those of the nodes that will be adopted. */
  constructor(ops: OpSet = new Map(), reserved: { has(id: NodeId): boolean } = new Set()) {
    this.#ops = ops;
    this.#reserved = reserved;
  }

  /** The ops of all nodes. */
  get ops(): OpSet {
    return this.#ops;
  }

  /** The titles of the scopes that are open. */
  get titles(): readonly string[] {
    return this.#scope;
  }

  /** Further ops, of nodes that are adopted. GraphError where another one has the name of one. */
  bring(ops: OpSet): void {
    this.#ops = opSet(this.#ops, ops);
  }

  /** Adds a node of `op`, inferred and checked, and returns its handle. */
  apply(op: Op, inputs: readonly Tensor[], given: Attrs, name?: string): Tensor {
    for (const input of inputs) {
      if (builderOf(input) !== this) {
        throw new GraphError(
          `${op.name}: input "${input.id}" must be of the graph being built, got a handle of another graph; pass it in as an input`,
          {
            code: "foreign-handle",
            node: input.id,
          },
        );
      }
    }
    const id = this.#claim(op.name, name);
    const fail = failAt(op.name, id);
    checkArity(op, inputs.length, fail);
    let attrs = given;
    let problem = attrsProblem(attrs, op.attrs);
    // Seldom: what is written in another form than the canonical one is no problem here.
    if (problem) {
      attrs = canonicalAttrs(given, op.attrs);
      problem = attrsProblem(attrs, op.attrs);
    }
    if (problem) {
      const actual = showValue(attrs[problem.attr]);
      fail({ code: "bad-attribute", expected: `attribute ${problem.attr} ${problem.expected}`, actual, cure: "correct it" });
    }
    if (this.#ops.get(op.name) !== op) this.#ops = opSet(this.#ops, op);
    return this.#add(id, op.name, inputs, attrs, op.infer(inputs as unknown as Operands<Tensor>, attrs, fail));
  }

  /** The id that a node of `op` will get, for ops that name parameters after it; pass it on as the node's name. */
  reserve(op: string, name: string | undefined): NodeId {
    return name ?? this.#claim(op, undefined).slice(this.#prefix.length);
  }

  /** Adds a leaf: a node without inputs whose type is given. */
  leaf(op: Leaf, attrs: Attrs, type: TensorType, name?: string): Tensor {
    if (name !== undefined) checkName(name, `the name of ${op === "input" ? "an" : "a"} ${op}`);
    const id = this.#claim(op, name);
    const problem = leafProblem(op, { inputs: [], attrs, ...type });
    if (problem) failAt(op, id)(problem);
    return this.#add(id, op, [], attrs, type);
  }

  /** The scalar constant of that value; one node serves all its uses. */
  literal(value: number, dtype: DType): Tensor {
    const key = encodeNumber(value);
    const known = this.#literals[dtype].get(key);
    if (known) return known;
    // It belongs to no expansion: others will use it too, so its id must stay.
    const expansion = this.#made;
    this.#made = undefined;
    const made = this.#inside([], "", () => this.leaf("constant", { value: [key] }, { shape: [], dtype }));
    this.#made = expansion;
    this.#literals[dtype].set(key, made);
    return made;
  }

  /** Nodes made by `build` stand inside the scope `title`. */
  scope<T>(title: string, build: () => T): T {
    checkTitle(title);
    return this.#inside([...this.#scope, title], this.#prefix, build);
  }

  /** The handle of a node that is there already. */
  handle(id: NodeId): Tensor {
    const node = this.nodes.get(id) as Node;
    return new Handle(id, node.shape, node.dtype, this);
  }

  /** Takes over a node of another graph under the same id, with these inputs, whose types have changed where its op is given. */
  adopt(id: NodeId, node: Node, inputs: readonly NodeId[] = node.inputs, retyped?: Op): void {
    const same = inputs === node.inputs || inputs.every((input, i) => input === node.inputs[i]);
    if (retyped !== undefined) {
      const operands = inputs.map((input) => this.nodes.get(input)) as unknown as Operands<TensorType>;
      const { shape, dtype } = retyped.infer(operands, node.attrs, failAt(retyped.name, id));
      this.nodes.set(id, Object.freeze({ ...node, inputs: Object.freeze([...inputs]), shape: Object.freeze([...shape]), dtype }));
    } else this.nodes.set(id, same ? node : Object.freeze({ ...node, inputs: Object.freeze([...inputs]) }));
  }

  /**
   * Writes out the composite node `id` by `build`: what it makes stands in the composite's scope under ids that start with
   * "id.", and the node it returns takes the composite's own id.
   */
  expand(id: NodeId, scope: readonly string[], build: () => Tensor): Tensor {
    const made: NodeId[] = [];
    const outer = this.#made;
    this.#made = made;
    // The last part of a composite of composites has its id already, and stands in its scope.
    const result = this.#inside(scope.at(-1) === id ? scope : [...scope, id], `${id}.`, build);
    this.#made = outer;
    if (builderOf(result) !== this) {
      throw new GraphError(
        `${id}: a definition must return a tensor made of its inputs, got a handle of another graph; return what its last op returns`,
        {
          code: "foreign-handle",
          node: id,
        },
      );
    }
    return made.includes(result.id) ? this.#rename(result.id, id, made) : result;
  }

  #rename(from: NodeId, to: NodeId, made: readonly NodeId[]): Tensor {
    const node = this.nodes.get(from) as Node;
    const later = made.slice(made.indexOf(from) + 1).map((id) => [id, this.nodes.get(id) as Node] as const);
    for (const id of [from, ...later.map(([id]) => id)]) this.nodes.delete(id);
    this.nodes.set(to, node);
    for (const [id, user] of later) {
      const inputs = Object.freeze(user.inputs.map((input) => (input === from ? to : input)));
      this.nodes.set(id, Object.freeze({ ...user, inputs }));
    }
    return new Handle(to, node.shape, node.dtype, this);
  }

  #add(id: NodeId, op: string, inputs: readonly Tensor[], attrs: Attrs, type: TensorType): Tensor {
    if (this.finished) {
      throw new GraphError(`${op}: a graph must not be built any more, got one that is finished (node "${id}"); call it while build runs`, {
        code: "finished-graph",
        node: id,
      });
    }
    // Nodes of one shape share it: in a chain of 100,000 that saves as many arrays.
    const shape: Shape = Object.isFrozen(type.shape) ? type.shape : Object.freeze([...type.shape]);
    const node: Node = {
      op,
      inputs: Object.freeze(inputs.map((input) => input.id)),
      attrs: freezeDeep(attrs) as Attrs,
      shape,
      dtype: type.dtype,
      scope: this.#scope,
    };
    this.nodes.set(id, Object.freeze(node));
    this.#made?.push(id);
    return new Handle(id, shape, type.dtype, this);
  }

  #claim(op: string, name: string | undefined): NodeId {
    if (name !== undefined) {
      checkName(name, "the name of a node");
      const id = `${this.#prefix}${name}`;
      if (this.nodes.has(id)) {
        throw new GraphError(`${op}: names must be unique, got a second "${id}"; choose another name`, {
          code: "duplicate-name",
          node: id,
        });
      }
      return id;
    }
    const stem = `${this.#prefix}${op}`;
    let count = this.#counts.get(stem) ?? 0;
    let id: NodeId;
    do id = `${stem}${++count}`;
    while (this.nodes.has(id) || this.#reserved.has(id));
    this.#counts.set(stem, count);
    return id;
  }

  #inside<T>(scope: readonly string[], prefix: string, build: () => T): T {
    const [outerScope, outerPrefix] = [this.#scope, this.#prefix];
    [this.#scope, this.#prefix] = [Object.freeze(scope), prefix];
    try {
      return build();
    } finally {
      [this.#scope, this.#prefix] = [outerScope, outerPrefix];
    }
  }
}

/** Freezes plain JSON all the way down. */
export function freezeDeep(value: AttrValue): AttrValue {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    // Object.values would copy a list, which may be one of millions.
    if (Array.isArray(value)) for (const part of value) freezeDeep(part);
    else for (const part of Object.values(value)) freezeDeep(part);
    Object.freeze(value);
  }
  return value;
}

/** Of a text that is neither a name nor an expression, this tells which of the two was meant. */
const isLikeExpression = /^[\p{L}\p{N}_. ]*[-+*/()][-\p{L}\p{N}_.+*/() ]*$/u;

/** The dim that a size of at least 0, a name or an expression of names in any form says. GraphError otherwise. */
export function checkDim(dim: Dim, what: string): Dim {
  const canonical = canonicalDim(dim);
  if (canonical !== undefined) return canonical;
  if (typeof dim === "string" && !isLikeExpression.test(dim)) checkName(dim, `a dim of ${what}`);
  const actual = showValue(dim);
  const cure = Array.isArray(dim) ? "give the dims one by one, without a list" : "correct the shape";
  throw new GraphError(`${what}: a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got ${actual}; ${cure}`, {
    code: "bad-dim",
    actual,
  });
}

/** A tensor that knows its builder, which stays out of its type: shorter hovers, and nothing to serialise by accident. */
class Handle implements Tensor {
  readonly id: NodeId;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly #builder: GraphBuilder;

  constructor(id: NodeId, shape: Shape, dtype: DType, builder: GraphBuilder) {
    this.id = id;
    this.shape = shape;
    this.dtype = dtype;
    this.#builder = builder;
    Object.freeze(this);
  }

  static builderOf(value: unknown): GraphBuilder | undefined {
    return typeof value === "object" && value !== null && #builder in value ? value.#builder : undefined;
  }
}

export const isTensor = (value: unknown): value is Tensor => Handle.builderOf(value) !== undefined;

/** The builder whose node this handle names. GraphError when it names none. */
export function builderOf(handle: Tensor): GraphBuilder {
  const builder = Handle.builderOf(handle);
  if (!builder) {
    throw new GraphError(
      "graph: expected a tensor of the graph, got another object; pass what an op or the build function's argument gave you",
      {
        code: "not-a-tensor",
      },
    );
  }
  return builder;
}
