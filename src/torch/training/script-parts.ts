/** Functions of a training script that are the same in each. */

export const startProcesses = `def start_processes():
    """Which process this is, of how many, and where it computes, as torchrun says."""
    count = int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    if count > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return int(os.environ.get("RANK", 0)), count, device`;

/** `drops`: a last batch with fewer rows is left out. */
export const shares = (drops: boolean): string => `def shares(order, rank, count):
    """The rows of one process in each batch: equally many, so up to count - 1 are left out."""
    for start in range(0, len(order), BATCH_SIZE):
        batch = order[start : start + BATCH_SIZE]
        whole = len(batch) // count * count
        if ${drops ? "len(batch) == BATCH_SIZE and whole" : "whole"} > 0:
            yield batch[rank:whole:count]`;

export const safetensorsWriter = `def write_safetensors(path, tensors, metadata):
    """The file that dagrad and the package safetensors read."""
    codes = {"float64": "F64", "float32": "F32", "int32": "I32", "uint8": "U8", "bool": "BOOL"}
    arrays = {name: value.detach().cpu().numpy() for name, value in tensors.items()}
    header, parts, end = {"__metadata__": metadata}, [], 0
    for name, value in sorted(arrays.items(), key=lambda item: -item[1].itemsize):
        start, end = end, end + value.nbytes
        dtype = codes[str(value.dtype)]
        header[name] = {"dtype": dtype, "shape": value.shape, "data_offsets": [start, end]}
        parts.append(value.tobytes())
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{path}.part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))
    os.replace(f"{path}.part", path)`;

/** `optimizer`: what the ids of its state begin with; `key`: the id of the parameter \`name\`. */
export const checkpointing = (
  optimizer: string,
  key: string,
): string => `def save_checkpoint(path, network, optimizer, generator, epoch, metadata):
    """Parameters, the optimiser's state, and where training stands, by the names of dagrad."""
    tensors = ${key === "name" ? "network.state_dict()" : `{${key}: value for name, value in network.state_dict().items()}`}
    for name, w in network.named_parameters():
        for state, value in optimizer.state.get(w, {}).items():
            tensors[f"${optimizer}.{${key}}.{state}"] = value
    tensors["${optimizer}.step"] = torch.tensor(optimizer.steps, dtype=torch.float64)
    _, key, position, has_cached, cached = generator.get_state()
    random = {
        "generator": "MT19937",
        "key": key.tolist(),
        "position": position,
        "cachedNormal": cached if has_cached else None,
    }
    metadata = {**metadata, "epoch": str(epoch), "random": json.dumps(random)}
    write_safetensors(path, tensors, metadata)


def load_checkpoint(path, network, optimizer, generator):
    """Begins with a checkpoint or the weights of a model; gives the epochs done, and texts."""
    network.load(path)
    tensors, metadata = read_safetensors(path)
    for name, w in network.named_parameters():
        for state in STATES:
            value = tensors.get(f"${optimizer}.{${key}}.{state}")
            if value is not None:
                optimizer.state[w][state] = value.to(w.device)
    optimizer.steps = int(tensors.get("${optimizer}.step", 0))
    if "random" in metadata:
        random = json.loads(metadata["random"])
        cached = random["cachedNormal"]
        state = (random["key"], random["position"], int(cached is not None), cached or 0.0)
        generator.set_state(("MT19937", *state))
    return int(metadata.get("epoch", 0)), metadata`;

/** First by value, then by norm; the norm is of float64, which no square of float32 overflows. */
export function clipping({ value, globalNorm }: { readonly value?: number; readonly globalNorm?: number }): string | undefined {
  if (value === undefined && globalNorm === undefined) return undefined;
  const byValue = `
    for w in parameters:
        w.grad.clamp_(-${value}, ${value})`;
  const byNorm = `
    norm = torch.sqrt(sum((w.grad.double() ** 2).sum() for w in parameters))
    if not norm <= ${globalNorm}:
        for w in parameters:
            w.grad.mul_(${globalNorm} / norm)`;
  return `def clip_gradients(parameters):
    """Keeps gradients small before the optimiser sees them."""${value === undefined ? "" : byValue}${globalNorm === undefined ? "" : byNorm}`;
}

/** `rows`: an input whose first axis they are. */
export const evaluation = (rows: string, hasWhole: boolean, hasSums: boolean): string => `@torch.no_grad()
def evaluate(network, data, device):
    """The metrics over all rows of data that nothing is trained on."""
    network.eval()
    totals, rows = torch.zeros(len(METRICS), dtype=torch.float64), len(data["${rows}"])
    for start in range(0, rows, 1024):
        share = slice(start, start + 1024)
        values = [${hasWhole ? "data[name] if name in WHOLE else data[name][share]" : "data[name][share]"} for name in INPUTS]
        given = [torch.as_tensor(value, device=device) for value in values]
        outputs = network(*given)
        for i, name in enumerate(METRICS):
            weight = ${hasSums ? "1 if name in SUMS else " : ""}len(data["${rows}"][share]) / rows
            totals[i] += weight * outputs[name].item()
    network.train()
    return ", ".join(f"{name} {value:.7g}" for name, value in zip(METRICS, totals.tolist()))`;
