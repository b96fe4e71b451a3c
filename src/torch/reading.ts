import { layoutPython } from "../export/python/python-layout.ts";
import { indented } from "./network-class.ts";
import type { ParameterNames } from "./parameter-names.ts";

/** The method `load`, and the function that reads a safetensors file: the package of that name is rarely there. */
export function readingLines(parameters: ParameterNames): string[] {
  return [...indented(1, loading(parameters)), "", "", ...reader];
}

function loading({ renamed }: ParameterNames): string[] {
  const others = renamed.map(([id, path]) => `"${path}": "${id}"`).join(", ");
  const key = renamed.length === 0 ? "name" : "renamed.get(name, name)";
  return [
    "def load(self, path):",
    '    """Takes the weights of a file that dagrad wrote: .safetensors or .npz."""',
    '    tensors = read_safetensors(path)[0] if path.endswith(".safetensors") else np.load(path)',
    ...(renamed.length === 0 ? [] : indented(1, [layoutPython(`renamed = {${others}}`)])),
    `    self.load_state_dict({name: torch.as_tensor(tensors[${key}]) for name in self.state_dict()})`,
    "    return self",
  ];
}

const reader = `def read_safetensors(path):
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
