import { multiplyDims } from "../../graph/dim.ts";
import type { DType } from "../../graph/dtype.ts";
import { isDagradError } from "../../graph/errors.ts";
import { failAt, type Op } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import type { Argument, Value } from "./argument.ts";
import { type Kind, randomShape, type Workshop } from "./workshop.ts";

type Call = (w: Workshop) => readonly Argument[];

const unary =
  (kind: Kind): Call =>
  (w) => [w.tensor(kind)];

const binary =
  (kind: Kind): Call =>
  (w) => {
    const a = w.tensor(kind);
    const b = w.operand(a);
    return w.draw.chance(30) ? [b, a] : [a, b];
  };

const reduction =
  (kind: Kind): Call =>
  (w) => {
    const x = w.tensor(kind);
    const { shape } = x.handle;
    return [x, ...w.options({ axis: () => (w.draw.chance(50) ? w.axis(shape) : w.axes(shape)), keepdims: () => w.draw.chance(60) })];
  };

/** A variance, or what is made of one. */
const spread: Call = (w) => {
  const [x, options] = reduction("float")(w) as [Value, Readonly<Record<string, Argument>>?];
  return w.draw.chance(50) ? [x, { ...options, ddof: w.number(1) }] : options === undefined ? [x] : [x, options];
};

const alongAxis =
  (kind: Kind): Call =>
  (w) => {
    const x = w.tensor(kind);
    return [x, ...w.options({ axis: () => w.axis(x.handle.shape) })];
  };

/** Right factors by rank: vectors, matrices, and stacks that broadcast. */
const product: Call = (w) => {
  const a = w.tensor("float");
  const { shape, dtype } = a.handle;
  const inner = shape.at(-1) ?? 3;
  const others: Dim[] = w.draw.chance(30) ? [] : [w.draw.of([1, 2, 3])];
  const b = w.draw.chance(20)
    ? w.tensor("float")
    : w.like(others.length === 0 ? [inner] : [...w.besides(shape.slice(0, -2)), inner, ...others], dtype);
  return w.draw.chance(10) ? [[[1, 0, 1]], b] : [a, b];
};

/** Another shape for the same elements: dims joined, split, reordered, −1. */
function target(w: Workshop, shape: Shape): Dim[] {
  let dims: Dim[] = [...shape];
  for (let i = w.draw.below(3); i > 0; i--) {
    const at = w.draw.below(dims.length + 1);
    const [first, second] = [dims[at], dims[at + 1]];
    const named = typeof first === "string" && second !== undefined && w.draw.chance(60);
    if (named || (typeof first === "number" && typeof second === "number")) dims.splice(at, 2, multiplyDims(first as Dim, second as Dim));
    else if (typeof first === "number" && first % 2 === 0 && first > 0) dims.splice(at, 1, 2, first / 2);
    else dims.splice(at, 0, 1);
  }
  if (w.draw.chance(30)) dims = w.draw.shuffled(dims);
  dims = w.slip(dims);
  if (dims.length > 0 && w.draw.chance(35)) dims[w.draw.below(dims.length)] = -1;
  return dims;
}

/** Scores of no classes get targets: that no label is one of them is left to the run, since types of generic sizes could not tell. */
const labels: Call = (w) => {
  const p = w.tensor("float");
  const { shape, dtype } = p.handle;
  return [
    p,
    w.draw.chance(40) || shape.at(-1) === 0
      ? w.like(shape, w.draw.of<DType>([dtype, "int32"]))
      : w.like(shape.slice(0, -1), w.draw.of<DType>(["int32", "uint8"])),
  ];
};

const targets: Call = (w) => {
  const p = w.tensor("float");
  return [p, w.like(p.handle.shape, w.draw.of<DType>([p.handle.dtype, "uint8"]))];
};

const loss: Call = (w) => [...targets(w), ...w.options({ reduction: () => w.draw.of(["mean", "sum", "none"]) })];

const dense: Call = (w) => {
  const x = w.tensor("float");
  const { shape, dtype } = x.handle;
  const units = 1 + w.draw.below(4);
  const last = shape.at(-1) ?? 2;
  if (w.draw.chance(60)) return [x, { units: w.number(units), ...(w.draw.chance(20) ? { bias: false } : {}) }];
  const weights = w.like([last, units], dtype);
  return [x, { weights, ...(w.draw.chance(50) ? { biases: w.like([units], dtype) } : {}) }];
};

/** Of a convolution, the window, what weights have beside it, channels last, and what own ones are asked for. */
interface Weighed {
  readonly weights: (channels: Dim, filters: number) => readonly Dim[];
  readonly own?: (w: Workshop, filters: number) => Readonly<Record<string, Argument>>;
  readonly biases?: (channels: Dim, filters: number) => Dim;
  readonly transposed?: boolean;
}
const plain: Weighed = { weights: (channels, filters) => [channels, filters] };
const transposed: Weighed = { weights: (channels, filters) => [filters, channels], transposed: true };
const depthwise: Weighed = {
  weights: (channels, filters) => [channels, filters],
  own: (w, filters) => (w.draw.chance(50) ? {} : { depthMultiplier: w.number(filters) }),
  biases: (channels, filters) => multiplyDims(channels, filters),
};

/** A convolution over so many axes: of own weights or of given ones, with numbers that mostly fit. */
const convolution =
  (axes: number, [last, first]: readonly [string, string], { weights, own, biases, transposed: bigger = false }: Weighed = plain): Call =>
  (w) => {
    const sizes = Array.from({ length: axes + 2 }, () => w.draw.of([1, 2, 3, 4, 5, 28]));
    const x = w.draw.chance(70) ? w.like(sizes, w.draw.of<DType>(["float32", "float64"])) : w.tensor("float");
    const { shape, dtype } = x.handle;
    const layout = w.draw.chance(30) ? first : w.draw.chance(30) ? last : undefined;
    const channels = (layout === first ? shape[1] : shape.at(-1)) ?? 2;
    const filters = 1 + w.draw.below(3);
    const one = (): Argument => w.number(w.draw.chance(5) ? 0 : 1 + w.draw.below(3));
    const each = (): Argument => (w.draw.chance(60) ? one() : Array.from({ length: w.draw.chance(5) ? axes + 1 : axes }, one));
    const pair = (): Argument => [w.number(w.draw.below(2)), w.number(w.draw.below(3))];
    const options = {
      ...(w.options({ stride: each, dilation: each })[0] as object),
      ...(bigger && w.draw.chance(20) && { outputPadding: 0 }),
      ...(w.draw.chance(60) && { padding: w.draw.of<Argument>(["same", "valid", Array.from({ length: axes }, pair)]) }),
      ...(layout !== undefined && { layout }),
    };
    if (w.draw.chance(60)) {
      const asked = own?.(w, filters) ?? { filters: w.number(filters) };
      return [x, { ...asked, size: each(), ...options, ...(w.draw.chance(20) && { bias: false }) }];
    }
    const window = Array.from({ length: axes }, () => 1 + w.draw.below(3));
    const depthwiseFirst = own !== undefined && layout === first;
    const others = weights(channels, filters);
    const dims = depthwiseFirst
      ? [multiplyDims(channels, filters), 1, ...window]
      : layout === first
        ? [...[...others].reverse(), ...window]
        : [...window, ...others];
    const given = w.like(dims, dtype);
    return [
      x,
      { weights: given, ...(w.draw.chance(50) && { biases: w.like([biases?.(channels, filters) ?? filters], dtype) }), ...options },
    ];
  };

/** A tensor with a batch, channels and one to three axes between, mostly. */
const pooled = (w: Workshop, kind: Kind): Value => {
  const sizes = Array.from({ length: 3 + w.draw.below(3) }, () => w.draw.of([1, 2, 3, 4, 5, 28]));
  return w.draw.chance(70)
    ? w.like(sizes, w.draw.of<DType>(kind === "float" ? ["float32", "float64"] : ["float32", "int32"]))
    : w.tensor(kind);
};
const layouts = [
  ["NWC", "NCW"],
  ["NHWC", "NCHW"],
  ["NDHWC", "NCDHW"],
] as const;
const layoutFor = (w: Workshop, rank: number): { readonly layout?: Argument } =>
  w.draw.chance(50)
    ? {}
    : { layout: w.draw.of(w.draw.chance(90) ? (layouts[rank - 3] ?? layouts[1]) : (layouts[w.draw.below(3)] ?? layouts[1])) };
const globalPool =
  (kind: Kind): Call =>
  (w) => {
    const x = pooled(w, kind);
    return [x, { ...layoutFor(w, x.handle.shape.length), ...(w.options({ keepdims: () => w.draw.chance(50) })[0] as object) }];
  };
const pool =
  (kind: Kind): Call =>
  (w) => {
    const x = pooled(w, kind);
    const rank = x.handle.shape.length;
    const axes = Math.max(rank - 2, 0);
    const one = (): Argument => w.number(w.draw.chance(5) ? 0 : 1 + w.draw.below(3));
    const each = (): Argument => (w.draw.chance(60) ? one() : Array.from({ length: w.draw.chance(5) ? axes + 1 : axes }, one));
    const pair = (): Argument => [w.number(w.draw.below(2)), w.number(w.draw.below(2))];
    return [
      x,
      {
        size: each(),
        ...(w.options({ stride: each, dilation: each })[0] as object),
        ...(w.draw.chance(60) && { padding: w.draw.of<Argument>(["same", "valid", Array.from({ length: axes }, pair)]) }),
        ...(w.draw.chance(20) && { ceil: w.draw.chance(50) }),
        ...layoutFor(w, rank),
      },
    ];
  };
/** A picture, or what is none; its channels are pixels of blocks of 2 most of the time. */
const depth: Call = (w) => {
  const x = w.draw.chance(70)
    ? w.like([w.draw.of([1, 2]), w.draw.of([2, 4, 3]), w.draw.of([2, 6]), w.draw.of([4, 8, 4])], "float32")
    : w.tensor();
  return [
    x,
    { blockSize: w.number(w.draw.of([1, 2, 2, 2, 3])), ...(w.options({ layout: () => w.draw.of(["NHWC", "NCHW"]) })[0] as object) },
  ];
};

const topK: Call = (w) => {
  const x = w.tensor();
  const { shape } = x.handle;
  return [
    x,
    {
      k: w.number(w.draw.of([0, 1, 1, 2, 3, w.draw.below(9) - 2])),
      ...(w.options({ axis: () => w.axis(shape), largest: () => w.draw.chance(50) })[0] as object),
    },
  ];
};

const accumulation: Call = (w) => {
  const x = w.tensor();
  const truth = () => w.draw.chance(50);
  return [x, ...w.options({ axis: () => w.axis(x.handle.shape), exclusive: truth, reverse: truth })];
};

const concat: Call = (w) => {
  const x = w.tensor();
  const { shape, dtype } = x.handle;
  const axis = shape.length === 0 ? 0 : w.draw.below(shape.length);
  const other = () =>
    w.like(
      shape.map((dim, at) => (at === axis ? (w.draw.chance(70) ? 1 + w.draw.below(3) : w.draw.of(["batch", "time"])) : dim)),
      dtype,
    );
  const list: Argument[] = [x, ...Array.from({ length: w.draw.below(3) }, () => (w.draw.chance(80) ? other() : x))];
  const given = w.draw.chance(90) ? (w.draw.chance(30) ? axis - shape.length : axis) : w.axis(shape);
  return axis === 0 && w.draw.chance(50) ? [list] : [list, { axis: typeof given === "number" ? w.number(given) : given }];
};

/** Indices of the shape of x, but along the axis. */
const along = (w: Workshop, x: Value, axis: Argument): Value => {
  const { shape } = x.handle;
  const at = typeof axis === "number" ? (axis < 0 ? axis + shape.length : axis) : shape.indexOf(axis as string);
  return w.like(
    shape.map((dim, position) => (position === at ? 1 + w.draw.below(3) : dim)),
    w.draw.of<DType>(["int32", "uint8"]),
  );
};

const where: Call = (w) => {
  const condition = w.tensor("bool");
  const a = w.draw.chance(60) ? w.like(w.besides(condition.handle.shape), "float32") : w.tensor();
  const b = w.operand(a);
  return w.draw.chance(30) ? [condition, b, a] : [condition, a, b];
};

/** A scale and biases of the layer's own, none, or given ones. */
const features = (w: Workshop, shape: Shape, dtype: DType): Readonly<Record<string, Argument>> => {
  const given = w.draw.of(["own", "own", "none", "scale", "both", "biases"]);
  return {
    ...(given === "none" ? { scale: false, bias: false } : {}),
    ...(given === "scale" || given === "both" ? { scale: w.like(shape, dtype) } : {}),
    ...(given === "biases" || given === "both" ? { biases: w.like(shape, dtype) } : {}),
  };
};
const channelled = (w: Workshop, options: (shape: Shape, dtype: DType) => Readonly<Record<string, Argument>>): readonly Argument[] => {
  const x = w.tensor("float");
  const { shape, dtype } = x.handle;
  const first = w.draw.chance(30);
  const channels = [(first ? shape[1] : shape.at(-1)) ?? 3];
  return [x, { ...(first ? { layout: "NCHW" } : {}), ...features(w, channels, dtype), ...options(channels, dtype) }];
};

/** The arguments of ops that take attributes, or operands that must fit each other. */
const rows: Readonly<Record<string, Call>> = {
  dropout: (w) => {
    const x = w.tensor("float");
    return [x, { rate: 0.5, ...(w.draw.chance(40) ? { mask: w.like(x.handle.shape, w.draw.of<DType>([x.handle.dtype, "uint8"])) } : {}) }];
  },
  batchNorm: (w) =>
    channelled(w, (channels, dtype) => (w.draw.chance(30) ? { mean: w.like(channels, dtype), variance: w.like(channels, dtype) } : {})),
  groupNorm: (w) => channelled(w, () => ({ groups: w.number(w.draw.of([1, 1, 2, 3])) })),
  layerNorm: (w) => {
    const x = w.tensor("float");
    const { shape, dtype } = x.handle;
    if (w.draw.chance(60)) return [x, features(w, shape.slice(-1), dtype)];
    return [x, { axis: w.draw.chance(50) ? w.axis(shape) : w.axes(shape) }];
  },
  rmsNorm: (w) => {
    const x = w.tensor("float");
    const { shape, dtype } = x.handle;
    if (w.draw.chance(60)) return [x, w.draw.of([{}, { scale: false }, { scale: w.like(shape.slice(-1), dtype) }])];
    return [x, { axis: w.draw.chance(50) ? w.axis(shape) : w.axes(shape) }];
  },
  cosineSimilarity: (w) => {
    const a = w.tensor("float");
    const { shape, dtype } = a.handle;
    return [a, w.like(shape, dtype), ...w.options({ axis: () => w.axis(shape) })];
  },
  klDivergence: loss,
  prelu: (w) => {
    const x = w.tensor("float");
    return [x, ...w.options({ slope: () => w.like(x.handle.shape.slice(w.draw.below(3)), x.handle.dtype) })];
  },
  gelu: (w) => [w.tensor("float"), ...w.options({ approximate: () => w.draw.of(["none", "tanh"]) })],
  leakyRelu: (w) => [w.tensor("float"), ...w.options({ alpha: () => 0.1 })],
  elu: (w) => [w.tensor("float"), ...w.options({ alpha: () => 0.5 })],
  hardSigmoid: (w) => [w.tensor("float"), ...w.options({ alpha: () => 0.25, beta: () => 0.5 })],
  clip: (w) => [w.tensor("number"), { min: 0, max: 1 }],
  standardize: (w) => [w.tensor("float"), { offset: 0.5, scale: 2 }],
  where,
  matmul: product,
  averagePool: pool("float"),
  globalAveragePool: globalPool("float"),
  globalMaxPool: globalPool("number"),
  maxPool: pool("number"),
  conv1d: convolution(1, ["NWC", "NCW"]),
  conv2d: convolution(2, ["NHWC", "NCHW"]),
  conv3d: convolution(3, ["NDHWC", "NCDHW"]),
  convTranspose1d: convolution(1, ["NWC", "NCW"], transposed),
  convTranspose2d: convolution(2, ["NHWC", "NCHW"], transposed),
  convTranspose3d: convolution(3, ["NDHWC", "NCDHW"], transposed),
  depthwiseConv2d: convolution(2, ["NHWC", "NCHW"], depthwise),
  dense,
  softmax: alongAxis("float"),
  norm: reduction("float"),
  std: spread,
  variance: spread,
  logSoftmax: alongAxis("float"),
  logSumExp: reduction("float"),
  size: (w) => {
    const x = w.tensor();
    return [x, ...w.options({ axis: () => w.axis(x.handle.shape), dtype: () => w.draw.of(["float32", "float64"]) })];
  },
  cast: (w) => [w.tensor(), { dtype: w.draw.of<DType>(["float32", "float64", "int32", "uint8", "bool"]) }],
  classLabels: (w) => [w.tensor("int"), { classes: w.number(3) }],
  oneHot: (w) => [
    w.tensor("int"),
    {
      depth: w.number(1 + w.draw.below(4)),
      ...(w.options({ axis: () => w.number(w.draw.below(5) - 3), dtype: () => w.draw.of(["float32", "bool"]) })[0] as object),
    },
  ],
  attention: (w) => {
    const x = w.tensor("float");
    return [x, x, x, ...w.options({ causal: () => w.draw.chance(50) })];
  },
  bilinear: (w) => {
    const x = w.tensor("float");
    return [x, x, { units: w.number(1 + w.draw.below(3)) }];
  },
  einsum: (w) => {
    const x = w.tensor("float");
    const letters = Array.from("abc").slice(0, x.handle.shape.length);
    const output = w.draw.shuffled(letters).slice(0, w.draw.below(letters.length + 1));
    const equation = `->${output.join("")}`;
    return w.draw.chance(50) ? [`${letters.join("")}${equation}`, x] : [`${letters.join("")},${letters.join("")}${equation}`, x, x];
  },
  embedding: (w) => [w.tensor("int"), { size: w.number(3), units: w.number(1 + w.draw.below(3)) }],
  multiHeadAttention: (w) => [w.tensor("float"), { heads: 1, size: 2, units: w.number(1 + w.draw.below(3)) }],
  positionalEncoding: (w) => [w.tensor("float"), ...w.options({ base: () => 100 })],
  positions: (w) => {
    const x = w.tensor();
    return [x, ...w.options({ axis: () => w.axis(x.handle.shape) })];
  },
  take: (w) => {
    const x = w.tensor();
    return [x, w.tensor("int"), ...w.options({ axis: () => w.axis(x.handle.shape) })];
  },
  takeAlong: (w) => {
    const x = w.tensor();
    const axis = w.axis(x.handle.shape);
    return [x, along(w, x, axis), { axis }];
  },
  scatter: (w) => {
    const x = w.tensor();
    const axis = w.axis(x.handle.shape);
    const indices = along(w, x, axis);
    return [x, indices, w.like(indices.handle.shape, x.handle.dtype), { axis }];
  },
  scatterAdd: (w) => {
    const u = w.tensor("number");
    const { shape } = u.handle;
    const axis = w.draw.below(shape.length + 1);
    const indices = w.like(shape.slice(axis, axis + w.draw.below(3)), w.draw.of<DType>(["int32", "uint8"]));
    return [
      u,
      indices,
      { size: w.draw.chance(70) ? w.number(3) : "time", ...(axis === 0 && w.draw.chance(50) ? {} : { axis: w.number(axis) }) },
    ];
  },
  scatterAddAlong: (w) => {
    const u = w.tensor("number");
    return [u, w.like(u.handle.shape, "int32"), { size: w.draw.chance(70) ? w.number(3) : "time", axis: w.axis(u.handle.shape) }];
  },
  gather: (w) => {
    const x = w.tensor();
    return [x, w.like(x.handle.shape.slice(0, -1), w.draw.of<DType>(["int32", "uint8"]))];
  },
  transpose: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    if (w.draw.chance(30)) return [x];
    const perm: Argument[] = w.draw.shuffled(shape.map((_, at) => w.number(w.draw.chance(30) ? at - shape.length : at)));
    return [x, { perm: w.draw.chance(8) ? [...perm, w.axis(shape)] : perm }];
  },
  reshape: (w) => {
    const x = w.tensor();
    return [x, { shape: target(w, x.handle.shape).map((dim) => (typeof dim === "number" && dim > 0 ? w.number(dim) : dim)) }];
  },
  broadcastTo: (w) => {
    const x = w.tensor();
    const wider = x.handle.shape.map((dim) => (dim === 1 && w.draw.chance(60) ? w.draw.of([2, 3, "batch"]) : dim));
    return [x, { shape: w.slip(w.draw.chance(40) ? [w.draw.of([2, "time"]), ...wider] : wider) }];
  },
  expandDims: (w) => {
    const x = w.tensor();
    return [x, { axis: w.axis([], x.handle.shape.length + 1) }];
  },
  squeeze: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    const ones = shape.flatMap((dim, at) => (dim === 1 ? [w.number(w.draw.chance(30) ? at - shape.length : at)] : []));
    const one = ones[0];
    const axis = () => (w.draw.chance(10) ? w.axes(shape) : one !== undefined && w.draw.chance(50) ? one : ones);
    return [x, ...w.options({ axis })];
  },
  flatten: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    return shape.length === 0
      ? w.draw.chance(50)
        ? [x]
        : [x, { axis: 0 }]
      : [x, ...w.options({ axis: () => (w.draw.chance(10) ? shape.length : w.axis(shape)) })];
  },
  flip: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    return [x, ...w.options({ axis: () => (w.draw.chance(50) ? w.axis(shape) : w.axes(shape)) })];
  },
  roll: (w) => {
    const x = w.tensor();
    return [x, { shift: w.number(w.draw.below(9) - 4), axis: w.axis(x.handle.shape) }];
  },
  repeat: (w) => {
    const x = w.tensor();
    return [x, { repeats: w.number(w.draw.below(10) - 1), axis: w.axis(x.handle.shape) }];
  },
  tile: (w) => {
    const x = w.tensor();
    const length = Math.max(x.handle.shape.length + w.draw.below(3) - 1, 0);
    return [x, { counts: Array.from({ length }, () => w.number(w.draw.of([0, 1, 1, 2, 3, w.draw.below(4) - 1]))) }];
  },
  stack: (w) => {
    const x = w.tensor();
    const { shape, dtype } = x.handle;
    const list: Argument[] = [x, ...Array.from({ length: w.draw.below(3) }, () => (w.draw.chance(60) ? w.like(shape, dtype) : x))];
    return w.draw.chance(40) ? [list] : [list, { axis: w.axis([], shape.length + 1) }];
  },
  windows: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    const size = () => w.number(w.draw.of([1, 1, 2, 2, 3, w.draw.below(9) - 1]));
    const one = () => w.number(w.draw.chance(5) ? 0 : 1 + w.draw.below(3));
    const single = { size: size(), ...(w.options({ stride: one, dilation: one })[0] as object) };
    if (w.draw.chance(30)) return [x, single];
    if (w.draw.chance(50)) return [x, { ...single, axes: w.axis(shape) }];
    const axes = w.axes(shape) as readonly Argument[];
    const many = w.draw.chance(5) ? axes.length + 1 : axes.length;
    return [x, { size: Array.from({ length: many }, size), ...(w.options({ stride: () => 1 + w.draw.below(3) })[0] as object), axes }];
  },
  resize: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    const sized = shape.flatMap((dim, at) => (typeof dim === "number" && dim > 0 ? [at] : []));
    const size = () => w.number(w.draw.of([1, 2, 4, 7, w.draw.below(9) - 1]));
    const mode = w.options({ mode: () => w.draw.of(["nearest", "linear"]) })[0] as object;
    if (sized.length === 0 || w.draw.chance(20)) return [x, { sizes: size(), ...mode }];
    const axes = w.draw.chance(70) ? [w.number(w.draw.of(sized))] : (w.axes(shape) as readonly Argument[]);
    const many = w.draw.chance(5) ? axes.length + 1 : axes.length;
    return [x, { sizes: w.draw.chance(50) ? size() : Array.from({ length: many }, size), axes, ...mode }];
  },
  pad: (w) => {
    const x = w.tensor("number");
    const { shape } = x.handle;
    const one = () => w.number(w.draw.of([0, 0, 1, 2, w.draw.below(9) - 6]));
    const length = w.draw.chance(5) ? shape.length + 1 : shape.length;
    return [x, { pads: Array.from({ length }, () => [one(), one()]), ...(w.options({ value: () => w.draw.below(2) })[0] as object) }];
  },
  overlapAdd: (w) => {
    const x = w.tensor("float");
    const { shape } = x.handle;
    const axes = shape.flatMap((dim, at) => (dim !== 0 && at < shape.length - 1 ? [at] : []));
    return typeof shape.at(-1) === "number" && shape.at(-1) !== 0 && axes.length > 0
      ? [
          x,
          {
            axes: w.number(w.draw.of(axes)),
            ...(w.options({ stride: () => 1 + w.draw.below(3), dilation: () => 1 + w.draw.below(2) })[0] as object),
          },
        ]
      : [x, { axes: [] }];
  },
  spaceToDepth: depth,
  depthToSpace: depth,
  prod: reduction("any"),
  argsort: (w) => {
    const x = w.tensor();
    return [x, ...w.options({ axis: () => w.axis(x.handle.shape), descending: () => w.draw.chance(50) })];
  },
  sort: (w) => {
    const x = w.tensor();
    return [x, ...w.options({ axis: () => w.axis(x.handle.shape), descending: () => w.draw.chance(50) })];
  },
  topK,
  topKIndices: topK,
  cumsum: accumulation,
  cumprod: accumulation,
  shear: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    if (shape.length < 2) return [x, { axis: w.axis(shape), along: w.axis(shape), step: w.number(1) }];
    const [axis, along] = w.draw.shuffled([...shape.keys()]) as [number, number];
    const [n, k] = [shape[axis], shape[along]];
    const most = typeof n === "number" && typeof k === "number" ? Math.floor(n / Math.max(k - 1, 1)) : 3;
    const step = Math.min(w.draw.below(4), most) * (w.draw.chance(50) ? -1 : 1);
    return [x, { axis: w.number(axis), along: w.number(along), step: w.number(step + 0) }];
  },
  slice: (w) => {
    const x = w.tensor();
    const { shape } = x.handle;
    const position = () => w.number(w.draw.below(9) - 3);
    const step = () => w.number(w.draw.of([1, 1, 2, 3, -1, -1, -2, w.draw.below(9) - 4]));
    return [x, ...w.options({ axis: () => w.axis(shape), start: position, stop: position, step })];
  },
  concat,
  crossentropy: (w) => [...labels(w), ...w.options({ reduction: () => w.draw.of(["mean", "sum", "none"]) })],
  softmaxCrossentropy: (w) => [...labels(w), ...w.options({ reduction: () => w.draw.of(["mean", "sum", "none"]) })],
  argmaxAccuracy: labels,
  binaryCrossentropy: loss,
  sigmoidCrossentropy: loss,
  huber: (w) => [...targets(w), ...w.options({ delta: () => 0.5, reduction: () => w.draw.of(["mean", "sum", "none"]) })],
  meanSquaredError: loss,
  meanAbsoluteError: loss,
  binaryAccuracy: targets,
  regressionAccuracy: (w) => {
    const given = targets(w);
    const dtype = (given[0] as Value).handle.dtype;
    return [...given, ...w.options({ precision: () => (w.draw.chance(50) ? w.like([], dtype) : 1) })];
  },
  gru: recurrent,
  lstm: recurrent,
  simpleRnn: recurrent,
  l1: (w) => [w.tensor("float"), { lambda: 0.5 }],
  l2: (w) => [w.tensor("float"), { lambda: 0.5 }],
  randomUniform: (w) => [
    w.draw.chance(80) ? w.like([], w.draw.of<DType>(["int32", "float32"])) : w.tensor(),
    { shape: randomShape(w.draw), ...(w.options({ dtype: () => w.draw.of(["float32", "float64"]) })[0] as object) },
  ],
};

/** Sequences, and how a layer goes over them. */
function recurrent(w: Workshop): Argument[] {
  const dim = () => w.draw.of<Dim>([1, 2, 3, "time"]);
  const x = w.draw.chance(80) ? w.like([w.draw.of<Dim>([2, "batch"]), dim(), w.draw.of<Dim>([1, 3])], "float32") : w.tensor();
  const ways = w.options({ returnSequences: () => w.draw.chance(50), bidirectional: () => w.draw.chance(50), reverse: () => true })[0];
  return [x, { units: w.number(1 + w.draw.below(4)), ...(ways as object) }];
}

/** The dtypes that its operands may all have, as the workshop calls them. */
function kindTaken(op: Op): Kind {
  const attrs = { axis: op.attrs.axis === "integer" ? 0 : [0], keepdims: false };
  const takes = (dtype: DType): boolean => {
    try {
      op.infer(op.inputs.map(() => ({ shape: [2, 3], dtype })) as never, attrs, failAt(op.name, op.name));
      return true;
    } catch (error) {
      if (isDagradError(error)) return false;
      throw error;
    }
  };
  const [float, int, bool] = [takes("float32"), takes("int32"), takes("bool")];
  if (float) return int ? (bool ? "any" : "number") : "float";
  return int ? "int" : "bool";
}

/** The arguments of an op without a row: its operands, and of a reduction its axes. */
function declared(op: Op): Call {
  const kind = kindTaken(op);
  if ("reduce" in op) return op.attrs.axis === "integer" ? alongAxis(kind) : reduction(kind);
  if (Object.keys(op.attrs).length === 0 && op.inputs.length < 3) return op.inputs.length === 1 ? unary(kind) : binary(kind);
  throw new Error(`random programs: ${op.name} must have a row, since its function takes more than two operands or attributes`);
}

/** How the arguments of each op are drawn. */
export const calls: ReadonlyMap<string, Call> = new Map(
  // What a loop does is a function, which no text of arguments says.
  [...standardOps.values()].filter(({ attrs }) => !("body" in attrs)).map((op) => [op.name, rows[op.name] ?? declared(op)]),
);
