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


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv2d1 = nn.Module()
        self.conv2d1.weights = nn.Parameter(
            torch.empty(5, 5, 1, 6).uniform_(-0.185164, 0.185164)
        )
        self.conv2d1.biases = nn.Parameter(torch.zeros(6))
        self.conv2d2 = nn.Module()
        self.conv2d2.weights = nn.Parameter(
            torch.empty(5, 5, 6, 16).uniform_(-0.104447, 0.104447)
        )
        self.conv2d2.biases = nn.Parameter(torch.zeros(16))
        self.dense1 = nn.Module()
        self.dense1.weights = nn.Parameter(torch.empty(400, 120).uniform_(-0.107417, 0.107417))
        self.dense1.biases = nn.Parameter(torch.zeros(120))
        self.dense2 = nn.Module()
        self.dense2.weights = nn.Parameter(torch.empty(120, 84).uniform_(-0.171499, 0.171499))
        self.dense2.biases = nn.Parameter(torch.zeros(84))
        self.dense3 = nn.Module()
        self.dense3.weights = nn.Parameter(torch.empty(84, 10).uniform_(-0.252646, 0.252646))
        self.dense3.biases = nn.Parameter(torch.zeros(10))

    def forward(self, images, labels):
        cast1 = images.to(torch.float32)
        div1 = cast1 / 255
        reshape1 = torch.reshape(div1, (-1, 28, 28, 1))
        conv2d1 = F.conv2d(
            reshape1.movedim(-1, 1),
            self.conv2d1.weights.permute(3, 2, 0, 1),
            self.conv2d1.biases,
            padding=2
        ).movedim(1, -1)
        tanh1 = torch.tanh(conv2d1)
        averagePool1 = F.avg_pool2d(tanh1.movedim(-1, 1), 2).movedim(1, -1)
        conv2d2 = F.conv2d(
            averagePool1.movedim(-1, 1),
            self.conv2d2.weights.permute(3, 2, 0, 1),
            self.conv2d2.biases
        ).movedim(1, -1)
        tanh2 = torch.tanh(conv2d2)
        averagePool2 = F.avg_pool2d(tanh2.movedim(-1, 1), 2).movedim(1, -1)
        reshape2 = torch.reshape(averagePool2, (-1, 400))
        dense1 = reshape2 @ self.dense1.weights + self.dense1.biases
        tanh3 = torch.tanh(dense1)
        dense2 = tanh3 @ self.dense2.weights + self.dense2.biases
        tanh4 = torch.tanh(dense2)
        dense3 = tanh4 @ self.dense3.weights + self.dense3.biases
        probabilities = torch.softmax(dense3, dim=1)
        loss = crossentropy(probabilities, labels, "mean")
        accuracy = torch.sum(
            (
                torch.argmax(probabilities, dim=1).to(torch.int32) == labels.to(torch.int32)
            ).to(torch.int32),
            dtype=torch.int32
        ).to(torch.float64) / labels.shape[0]
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
