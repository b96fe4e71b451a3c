"""Trains Spiral as dagrad does.

    python3 train.py                            in one process
    torchrun --nproc_per_node=2 train.py        in two, and so on, of one machine or of many

Each batch is shared out equally among the processes and their gradients are averaged, so
that all make the step that one process would make, but for rounding. Rows are in the order
that dagrad draws by the same seed.
"""
import argparse
import json
import os
import struct
import time

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

SEED = 0
EPOCHS = 10
BATCH_SIZE = 300
METRICS = ["loss", "accuracy"]
STATES = ["momentum"]


def gathered(x, indices):
    """Of each row the element at its index."""
    return x.gather(-1, indices.long().unsqueeze(-1)).squeeze(-1)


class SafeLog(torch.autograd.Function):
    """log of a clipped p; its slope is that of p itself, so that what is clipped still learns."""

    @staticmethod
    def forward(ctx, p, clipped, least):
        ctx.save_for_backward(p)
        ctx.least = max(least, torch.finfo(p.dtype).tiny)
        return torch.log(clipped)

    @staticmethod
    def backward(ctx, dy):
        (p,) = ctx.saved_tensors
        return dy / torch.clamp(p, min=ctx.least), None, None


def reduced(losses, reduction):
    """The losses of the rows, or their mean or sum."""
    return losses if reduction == "none" else getattr(losses, reduction)()


def crossentropy(p, y, reduction, least=0):
    """-sum(y log p), p within [1e-7, 1 - 1e-7]; y are class numbers, or as many shares as p."""
    labels = y.dim() < p.dim()
    if labels:
        p = gathered(p, y)
    log = SafeLog.apply(p, torch.clamp(p, 1e-7, 1 - 1e-7), least)
    return reduced(-log if labels else -(y.to(p.dtype) * log).sum(dim=-1), reduction)


class Spiral(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1 = nn.Module()
        self.dense1.weights = nn.Parameter(0.01 * torch.randn(2, 64))
        self.dense1.biases = nn.Parameter(torch.zeros(64))
        self.dense2 = nn.Module()
        self.dense2.weights = nn.Parameter(0.01 * torch.randn(64, 3))
        self.dense2.biases = nn.Parameter(torch.zeros(3))

    def forward(self, X, y):
        dense1 = X @ self.dense1.weights + self.dense1.biases
        relu1 = torch.relu(dense1)
        dense2 = relu1 @ self.dense2.weights + self.dense2.biases
        probabilities = torch.softmax(dense2, dim=1)
        loss = crossentropy(probabilities, y, "mean")
        accuracy = torch.sum(
            (
                torch.argmax(probabilities, dim=1).to(torch.int32) == y.to(torch.int32)
            ).to(torch.int32),
            dtype=torch.int32
        ).to(torch.float64) / y.shape[0]
        return {"probabilities": probabilities, "loss": loss, "accuracy": accuracy}

    def load(self, path):
        """Takes the weights of a file of dagrad's, .safetensors or .npz."""
        is_npz = path.endswith(".npz")
        tensors = np.load(path) if is_npz else read_safetensors(path)[0]
        given = {name: torch.as_tensor(tensors[name]) for name in self.state_dict()}
        self.load_state_dict(given)
        return self


def learning_rate(step):
    """The rate of the step that so many steps were done before."""
    return 1 * (1 / (1 + 0.001 * step))


class Sgd(torch.optim.Optimizer):
    """dagrad's sgd, at the rate that learning_rate gives."""

    def __init__(self, parameters):
        super().__init__(parameters, {})
        self.steps = 0
        for w in self.param_groups[0]["params"]:
            self.state[w]["momentum"] = torch.zeros_like(w)

    @torch.no_grad()
    def step(self):
        step = torch.tensor(self.steps, dtype=torch.float64)
        lr = learning_rate(step)
        for w in self.param_groups[0]["params"]:
            dw, rate = w.grad, lr.to(w.dtype)
            momentum = self.state[w]["momentum"]
            next_momentum = 0.9 * momentum - rate * dw
            next_w = w + next_momentum
            momentum.copy_(next_momentum)
            w.copy_(next_w)
        self.steps += 1


INPUTS = {"X": "float32", "y": "uint8"}


def read_data(path):
    """The rows of each input, in its dtype."""
    with np.load(path) as arrays:
        return {name: np.asarray(arrays[name], dtype) for name, dtype in INPUTS.items()}


def shares(order, rank, count):
    """The rows of one process in each batch: equally many, so up to count - 1 are left out."""
    for start in range(0, len(order), BATCH_SIZE):
        batch = order[start : start + BATCH_SIZE]
        whole = len(batch) // count * count
        if whole > 0:
            yield batch[rank:whole:count]


def start_processes():
    """Which process this is, of how many, and where it computes, as torchrun says."""
    count = int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    if count > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return int(os.environ.get("RANK", 0)), count, device


def read_safetensors(path):
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
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
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
    os.replace(f"{path}.part", path)


def save_checkpoint(path, network, optimizer, generator, epoch, metadata):
    """Parameters, the optimiser's state, and where training stands, by the names of dagrad."""
    tensors = network.state_dict()
    for name, w in network.named_parameters():
        for state, value in optimizer.state.get(w, {}).items():
            tensors[f"sgd.{name}.{state}"] = value
    tensors["sgd.step"] = torch.tensor(optimizer.steps, dtype=torch.float64)
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
            value = tensors.get(f"sgd.{name}.{state}")
            if value is not None:
                optimizer.state[w][state] = value.to(w.device)
    optimizer.steps = int(tensors.get("sgd.step", 0))
    if "random" in metadata:
        random = json.loads(metadata["random"])
        cached = random["cachedNormal"]
        state = (random["key"], random["position"], int(cached is not None), cached or 0.0)
        generator.set_state(("MT19937", *state))
    return int(metadata.get("epoch", 0)), metadata


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="data.npz")
    parser.add_argument("--from", dest="start", help="a checkpoint or a model")
    parser.add_argument("--out", default="checkpoint.safetensors")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="passes in all")
    options = parser.parse_args()

    rank, count, device = start_processes()
    data = read_data(options.data)
    rows = len(data["X"])
    if min(BATCH_SIZE, rows) < count:
        raise SystemExit(f"a batch must have a row for each of {count} processes")

    torch.manual_seed(SEED)
    network = Spiral().to(device)
    parameters = [w for w in network.parameters() if w.requires_grad]
    optimizer = Sgd(parameters)
    generator = np.random.RandomState(SEED)
    done, metadata = 0, {}
    if options.start is not None:
        done, metadata = load_checkpoint(options.start, network, optimizer, generator)
    parallel = network
    if count > 1:
        parallel = DistributedDataParallel(network, broadcast_buffers=False)

    saved = time.monotonic()
    for epoch in range(done + 1, options.epochs + 1):
        order = generator.permutation(rows)
        totals = torch.zeros(len(METRICS), dtype=torch.float64, device=device)
        seen = 0
        for share in shares(order, rank, count):
            values = [data[name][share] for name in INPUTS]
            given = [torch.as_tensor(value, device=device) for value in values]
            outputs = parallel(*given)
            loss = outputs["loss"]
            if not torch.isfinite(loss):
                raise SystemExit(f"epoch {epoch}: the loss is {loss.item()}")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            metrics = torch.stack([outputs[name].detach().double() for name in METRICS])
            totals += len(share) * metrics
            seen += len(share)
        if count > 1:
            dist.all_reduce(totals)
        if rank == 0:
            means = zip(METRICS, (totals / (seen * count)).tolist())
            shown = ", ".join(f"{name} {value:.7g}" for name, value in means)
            print(f"epoch {epoch}: {shown}", flush=True)
            if epoch == options.epochs or time.monotonic() - saved > 60:
                save_checkpoint(options.out, network, optimizer, generator, epoch, metadata)
                saved = time.monotonic()
    if count > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
