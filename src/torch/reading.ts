import { layoutPython } from "../export/python/python-layout.ts";
import type { ParameterNames } from "./parameter-names.ts";

/** The method `load`. */
export function loadingLines({ renamed }: ParameterNames): string[] {
  const key = renamed.length === 0 ? "name" : "self.ids.get(name, name)";
  return [
    "def load(self, path):",
    '    """Takes the weights of a file of dagrad\'s, .safetensors or .npz."""',
    '    is_npz = path.endswith(".npz")',
    "    tensors = np.load(path) if is_npz else read_safetensors(path)[0]",
    `    given = {name: torch.as_tensor(tensors[${key}]) for name in self.state_dict()}`,
    "    self.load_state_dict(given)",
    "    return self",
  ];
}

/** What tells the graph's ids where Python has other names; nothing where it has none. */
export function idLines({ renamed }: ParameterNames): string[] {
  if (renamed.length === 0) return [];
  return [layoutPython(`ids = {${renamed.map(([id, path]) => `"${path}": "${id}"`).join(", ")}}`), ""];
}

/** The function that reads a safetensors file: the package of that name is rarely there. */
export const safetensorsReader = `def read_safetensors(path):
    """The tensors of a safetensors file by name, and the texts beside them."""
    dtypes = {"F64": "<f8", "F32": "<f4", "I32": "<i4", "U8": "u1", "BOOL": "?"}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], dtypes[entry["dtype"]])
        tensors[name] = torch.tensor(values).reshape(entry["shape"])
    return tensors, metadata`.split("\n");
