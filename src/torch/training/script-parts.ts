/** Functions of a training script that are the same in each. */

export const startProcesses = `def start_processes():
    """The number of this process, how many there are, and where it computes: as torchrun says, or alone."""
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
    """Of each batch the rows of one process: equally many for each, so that up to count - 1 rows are left out."""
    for start in range(0, len(order), BATCH_SIZE):
        batch = order[start : start + BATCH_SIZE]
        whole = len(batch) // count * count
        if ${drops ? "len(batch) == BATCH_SIZE and whole" : "whole"} > 0:
            yield batch[rank:whole:count]`;

export const safetensorsWriter = `def write_safetensors(path, tensors, metadata):
    """The file that dagrad and the package safetensors read."""
    codes = {torch.float64: "F64", torch.float32: "F32", torch.int32: "I32", torch.uint8: "U8", torch.bool: "BOOL"}
    header, parts, end = {"__metadata__": metadata}, [], 0
    for name, value in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        part = value.detach().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": codes[value.dtype], "shape": list(value.shape), "data_offsets": [end, end + len(part)]}
        parts.append(part)
        end += len(part)
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
    """Parameters, what the optimiser keeps of them, and where the training stands, under the names that dagrad has for them."""
    tensors = {${key}: value for name, value in network.state_dict().items()}
    for name, w in network.named_parameters():
        for state, value in optimizer.state.get(w, {}).items():
            tensors[f"${optimizer}.{${key}}.{state}"] = value
    tensors["${optimizer}.step"] = torch.tensor(optimizer.steps, dtype=torch.float64)
    _, key, position, has_cached, cached = generator.get_state()
    random = {"generator": "MT19937", "key": key.tolist(), "position": position, "cachedNormal": cached if has_cached else None}
    write_safetensors(path, tensors, {**metadata, "epoch": str(epoch), "random": json.dumps(random)})


def load_checkpoint(path, network, optimizer, generator):
    """Goes on from a checkpoint, or begins with the weights of a model; gives the epochs done and what else the file says."""
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
        key = np.array(random["key"], np.uint32)
        generator.set_state(("MT19937", key, random["position"], int(cached is not None), cached or 0.0))
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
