import { OpError } from "../../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { showValue } from "../../../graph/show-value.ts";
import { layoutPython } from "../../export/python/python-layout.ts";
import type { Names } from "../../model/model.ts";

/** Where a script finds its data: a file of all inputs, .npz or .csv, or a file for each, .npy or idx. */
export type TorchData = string | Readonly<Record<NodeId, string>>;

/** What reads the data of a script: what it imports, and its functions and constants. */
export interface DataReading {
  readonly imports: readonly string[];
  readonly parts: readonly string[];
  /** The default of --data; undefined where each input has a file of its own. */
  readonly file: string | undefined;
}

export function dataReading(graph: Graph, data: TorchData, names: Names = {}): DataReading {
  const inputs = layoutPython(`INPUTS = {${graph.inputs.map((id) => `"${id}": ${typeOf(graph, id)}`).join(", ")}}`);
  if (typeof data !== "string") return byInput(graph, data, inputs);
  if (data.endsWith(".csv")) return byTable(graph, data, names, inputs);
  if (data.endsWith(".npz")) return { imports: [], parts: [inputs, npz], file: data };
  throw bad("data", "a .npz or .csv file, or a file for each input", data);
}

/** ("float32", (2,)): the dtype, and the shape of a row. */
const typeOf = (graph: Graph, id: NodeId): string => `"${nodeOf(graph, id).dtype}"`;

const npz = `def read_data(path):
    """The rows of each input, in its dtype."""
    with np.load(path) as arrays:
        return {name: np.asarray(arrays[name], dtype) for name, dtype in INPUTS.items()}`;

function byInput(graph: Graph, data: Readonly<Record<NodeId, string>>, inputs: string): DataReading {
  const missing = graph.inputs.find((id) => typeof data[id] !== "string");
  if (missing !== undefined) throw bad("data", `the name of a file for each input (${graph.inputs.join(", ")})`, showValue(data[missing]));
  const files = layoutPython(`FILES = {${graph.inputs.map((id) => `"${id}": "${data[id]}"`).join(", ")}}`);
  const hasIdx = graph.inputs.some((id) => !(data[id] as string).endsWith(".npy"));
  const shape = graph.inputs.map((id) => `"${id}": (-1, ${nodeOf(graph, id).shape.slice(1).join(", ")})`).join(", ");
  return {
    imports: hasIdx ? ["import gzip"] : [],
    parts: [inputs, files, ...(hasIdx ? [idx] : []), reading(hasIdx, `{${shape}}`)],
    file: undefined,
  };
}

const idx = `def read_idx(path):
    """The array of an idx file, such as those of MNIST, gzipped or not."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        _, code, rank = struct.unpack(">HBB", file.read(4))
        shape = struct.unpack(f">{rank}I", file.read(4 * rank))
        dtype = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}[code]
        return np.frombuffer(file.read(), dtype).reshape(shape)`;

const reading = (hasIdx: boolean, shapes: string): string => `def read_data(files):
    """The rows of each input, in its dtype and shape."""
    shapes = ${layoutPython(shapes).replaceAll("\n", "\n    ")}
    data = {}
    for name, path in files.items():
        values = ${hasIdx ? 'np.load(path) if path.endswith(".npy") else read_idx(path)' : "np.load(path)"}
        data[name] = np.array(values, INPUTS[name]).reshape(shapes[name])
    return data`;

function byTable(graph: Graph, file: string, { columns = {}, categories = {}, missing = {} }: Names, inputs: string): DataReading {
  const nameless = graph.inputs.find((id) => columns[id] === undefined);
  if (nameless !== undefined) {
    throw bad("names", `what table.select gave, with columns for each input (${graph.inputs.join(", ")})`, `none for "${nameless}"`);
  }
  const used = graph.inputs.flatMap((id) => columns[id] as readonly string[]);
  const those = (of: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(of).filter(([name]) => used.includes(name)));
  const constants = [
    `COLUMNS = ${literal(Object.fromEntries(graph.inputs.map((id) => [id, columns[id]])))}`,
    `CATEGORIES = ${literal(those(categories))}`,
    `MISSING = ${literal(those(missing))}`,
  ];
  const flat = graph.inputs.filter((id) => nodeOf(graph, id).shape.length === 1);
  return {
    imports: ["import csv"],
    parts: [[inputs, ...constants.map(layoutPython)].join("\n"), table(flat)],
    file,
  };
}

/** Lists and dictionaries of texts and numbers, as Python writes them. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${literal(one)}`);
  return `{${entries.join(", ")}}`;
}

const table = (flat: readonly NodeId[]): string => `def read_data(path):
    """The rows of each input, from columns of a table; a category is a number, or one-hot."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))

    def cells(column):
        return [row[column].strip() or MISSING[column] for row in rows]

    def places(column):
        known = CATEGORIES.get(column)
        if known is None:
            return np.array([[float(cell)] for cell in cells(column)])
        numbers = np.array([known.index(str(cell)) for cell in cells(column)])
        return numbers[:, None] if known == ["false", "true"] else np.eye(len(known))[numbers]

    def numbers(column):
        known = CATEGORIES.get(column)
        read = float if known is None else lambda cell: known.index(str(cell))
        return np.array([read(cell) for cell in cells(column)])

    data = {}
    for name, dtype in INPUTS.items():
        if name in [${flat.map((id) => `"${id}"`).join(", ")}]:
            values = numbers(COLUMNS[name][0])
        else:
            values = np.concatenate([places(one) for one in COLUMNS[name]], axis=1)
        data[name] = values.astype(dtype)
    return data`;

const bad = (name: string, expected: string, actual: string): OpError =>
  new OpError(`torch: ${name} must be ${expected}, got ${actual}; correct ${name}`, { code: "bad-option", expected, actual });
