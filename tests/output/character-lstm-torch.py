import json
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


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


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm1 = nn.Module()
        self.lstm1.weights = nn.Parameter(torch.empty(27, 384).uniform_(-0.120824, 0.120824))
        self.lstm1.recurrentWeights = nn.Parameter(
            torch.empty(96, 384).uniform_(-0.111803, 0.111803)
        )
        self.lstm1.biases = nn.Parameter(
            torch.cat([torch.zeros(96), torch.ones(96), torch.zeros(192)])
        )
        self.dense1 = nn.Module()
        self.dense1.weights = nn.Parameter(torch.empty(96, 27).uniform_(-0.220863, 0.220863))
        self.dense1.biases = nn.Parameter(torch.zeros(27))

    def forward(self, x, y):
        batch = x.shape[0]
        oneHot1 = F.one_hot(x.long(), 27).to(torch.float32)
        broadcastTo1 = torch.full((batch, 96), 0, dtype=torch.float32, device=x.device)
        transpose1 = torch.permute(
            torch.reshape(
                torch.matmul(
                    torch.reshape(oneHot1, (-1, 27)),
                    self.lstm1.weights
                ) + self.lstm1.biases,
                (-1, 48, 384)
            ),
            (1, 0, 2)
        )
        h = broadcastTo1
        c = broadcastTo1
        all = []
        for z in transpose1:
            add1 = z + torch.matmul(h, self.lstm1.recurrentWeights)
            add2 = torch.sigmoid(
                add1[:, 96:192]
            ) * c + torch.sigmoid(add1[:, 0:96]) * torch.tanh(add1[:, 192:288])
            mul3 = torch.sigmoid(add1[:, 288:384]) * torch.tanh(add2)
            all.append(mul3)
            h, c = mul3, add2
        all = torch.stack(all)
        lstm1 = torch.permute(all, (1, 0, 2))
        dense1 = lstm1 @ self.dense1.weights + self.dense1.biases
        probabilities = torch.softmax(dense1, dim=2)
        reshape1 = torch.reshape(probabilities, (-1, 27))
        reshape2 = torch.reshape(y, (-1,))
        loss = crossentropy(reshape1, reshape2, "mean", least=1e-7)
        accuracy = torch.sum(
            (
                torch.argmax(reshape1, dim=1).to(torch.int32) == reshape2.to(torch.int32)
            ).to(torch.int32),
            dtype=torch.int32
        ).to(torch.float64) / reshape2.shape[0]
        return {"probabilities": probabilities, "loss": loss, "accuracy": accuracy}

    def load(self, path):
        """Takes the weights of a file of dagrad's, .safetensors or .npz."""
        is_npz = path.endswith(".npz")
        tensors = np.load(path) if is_npz else read_safetensors(path)[0]
        given = {name: torch.as_tensor(tensors[name]) for name in self.state_dict()}
        self.load_state_dict(given)
        return self


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
