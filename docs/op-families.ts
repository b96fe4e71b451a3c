/** A chapter of docs/ops.md. */
export interface Family {
  readonly title: string;
  readonly about: string;
  /** Pages that go further, as they are linked. */
  readonly pages?: readonly string[];
  /** Folders of ops/ whose ops stand here unless a family names them. */
  readonly folders?: readonly string[];
  /** Ops that stand here whatever their folder is. */
  readonly ops?: readonly string[];
}

/** Names that are written in one line. */
const named = (names: string): readonly string[] => names.split(" ");

/**
 * What users look for together, in the order of docs/ops.md. The folders of ops/ are by what an op is to the program; so a new op stands with those
 * of its folder until it is named here. A title must not be the name of an op: both are anchors of one page.
 */
export const families: readonly Family[] = [
  {
    title: "Elementwise",
    about: "Arithmetic and functions of each element by itself. Operands of different shapes broadcast as in NumPy.",
    folders: ["elementwise"],
  },
  {
    title: "Comparisons and logic",
    about: "Their results are bool, and nothing is differentiated through them; `where` takes elements by such a result.",
    ops: named("equal notEqual less lessEqual greater greaterEqual isNan isInfinite and or xor not where"),
  },
  {
    title: "Activations",
    about: "What the result of a layer goes through. Each can be the `activation` of a layer.",
    ops: named("elu gelu hardSigmoid hardSwish leakyRelu linear logSoftmax mish prelu relu selu sigmoid silu softmax softplus step tanh"),
  },
  {
    title: "Reductions and cumulative ops",
    about: "One number of many along an axis, or one for each beginning of it; and what is sorted.",
    folders: ["reduce"],
  },
  {
    title: "Moves",
    about: "The same elements at other places: nothing is computed.",
    folders: ["move"],
  },
  {
    title: "Indices",
    about: "Elements by their number: rows of a table, and the way back.",
    folders: ["index"],
  },
  {
    title: "Products and dense layers",
    about: "Sums of products, and the layers that are one.",
    folders: ["linear", "layers"],
    ops: named("dense bilinear"),
  },
  {
    title: "Images",
    about: "Windows that slide over the axes of an image: convolutions and pools; images of another size; and channels that become places.",
    pages: ["[images](images.md)"],
    ops: named(
      "conv1d conv2d conv3d convTranspose1d convTranspose2d convTranspose3d depthwiseConv2d averagePool maxPool globalAveragePool globalMaxPool resize depthToSpace spaceToDepth",
    ),
  },
  {
    title: "Normalisation",
    about: "Layers that bring features to mean 0 and deviation 1.",
    pages: ["[normalisation](normalization.md)"],
    ops: named("batchNorm groupNorm layerNorm rmsNorm standardize"),
  },
  {
    title: "Sequences and loops",
    about: "One step after the other, with a state that goes from each to the next.",
    folders: ["loops"],
    pages: ["[sequences](sequences.md)"],
    ops: named("gru lstm simpleRnn"),
  },
  {
    title: "Attention and words",
    about: "Rows that look at other rows, and how words become rows.",
    pages: ["[attention](attention.md)"],
    ops: named("attention embedding multiHeadAttention positionalEncoding positions"),
  },
  {
    title: "Losses and metrics",
    about: "How wrong a result is, and how good.",
    folders: ["losses"],
    ops: named("classLabels cosineSimilarity"),
  },
  {
    title: "Random numbers",
    about: "Each run draws others, the same ones from the same seed.",
    folders: ["random"],
    ops: named("dropout"),
  },
];

/** The family of an op in a folder of ops/. */
export function familyOf(op: string, folder: string): Family {
  const family = families.find(({ ops }) => ops?.includes(op)) ?? families.find(({ folders }) => folders?.includes(folder));
  if (!family) throw new Error(`docs: no family has ops/${folder}: name it in docs/op-families.ts`);
  return family;
}
