"""The worker protocol of worker.mjs and the jobs of fresh.mjs for NumPy: numpy-worker.py [job]."""
import time

start = time.perf_counter()
import base64
import json
import os
import sys

import numpy as np

float32 = np.float32


def read(name, dtype, *shape):
    return np.fromfile(os.path.join(os.environ["DAGRAD_BENCH_DATA"], name), dtype).reshape(shape)


SIZES = {"book": [2, 3, 3], "small": [2, 64, 3], "digit": [784, 128, 128, 10]}


def layers_of(network):
    sizes = SIZES[network]
    return [
        (read(f"{network}.w{i}", float32, sizes[i - 1], sizes[i]), read(f"{network}.b{i}", float32, sizes[i]))
        for i in range(1, len(sizes))
    ]


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def activations(X, layers):
    found = [X]
    for w, b in layers[:-1]:
        found.append(np.maximum(found[-1] @ w + b, 0))
    w, b = layers[-1]
    return [*found, softmax(found[-1] @ w + b)]


def loss_of(p, y):
    return -np.log(np.clip(p[np.arange(len(y)), y], 1e-7, 1 - 1e-7)).mean()


def gemm(given):
    size, form = given["size"], given["form"]
    a, b = (read(name, float32, 1024 * 1024)[: size * size].reshape(size, size) for name in "ab")
    # Stored transposed, and used as what it is.
    if form == "TN":
        a = np.ascontiguousarray(a.T).T
    if form == "NT":
        b = np.ascontiguousarray(b.T).T
    out = np.empty((size, size), float32)
    run = lambda: np.matmul(a, b, out=out)
    return run, run


def gemv(_):
    x = read("images", float32, 1024, 784)[:1].copy()
    w, _ = layers_of("digit")[0]
    out = np.empty((1, 128), float32)
    run = lambda: np.matmul(x, w, out=out)
    return run, run


def book_forward(_):
    X, y, layers = read("X", float32, 300, 2), read("y", np.uint8, 300), layers_of("book")

    def run():
        p = activations(X, layers)[-1]
        return [float(loss_of(p, y)), float(np.mean(p.argmax(axis=1) == y))]

    return run, run


def forward(given):
    batch, layers = given["batch"], layers_of("digit")
    x = read("images", float32, 1024, 784)[:batch].copy()
    run = lambda: activations(x, layers)[-1]
    return run, run


def train(given):
    network, rate = given["network"], float32(given["rate"])
    small = network == "small"
    batch = given.get("batch", 128)
    X = read("X", float32, 300, 2) if small else read("images", float32, 1024, 784)[:batch].copy()
    y = read("y", np.uint8, 300) if small else read("digits", np.uint8, 1024)[:batch]
    layers, rows = layers_of(network), np.arange(len(X))
    moments = [[(np.zeros_like(p), np.zeros_like(p)) for p in layer] for layer in layers]
    t = 0

    def update(l, i, g):
        p = layers[l][i]
        if given["optimizer"] == "sgd":
            p -= rate * g
            return
        m, v = moments[l][i]
        m *= float32(0.9)
        m += float32(0.1) * g
        v *= float32(0.999)
        v += float32(0.001) * g * g
        p -= rate * (m / float32(1 - 0.9**t)) / (np.sqrt(v / float32(1 - 0.999**t)) + float32(1e-7))

    def run():
        nonlocal t
        t += 1
        a = activations(X, layers)
        loss = loss_of(a[-1], y)
        dz = a[-1]
        dz[rows, y] -= 1
        dz /= float32(len(X))
        for l in reversed(range(len(layers))):
            dw, db = a[l].T @ dz, dz.sum(axis=0)
            if l > 0:
                dx = dz @ layers[l][0].T
                dx[a[l] <= 0] = 0
                dz = dx
            update(l, 0, dw)
            update(l, 1, db)
        return loss

    return run, lambda: [float(run()) for _ in range(given.get("steps", 11))]


def small_ops(_):
    x, vectors = read("x16", float32, 16), list(read("vectors", float32, 500, 16))
    h = np.empty(16, float32)
    add, maximum = np.add, np.maximum

    def run():
        h[:] = x
        for v in vectors:
            add(h, v, out=h)
            maximum(h, 0, out=h)
        return h

    return run, run


CASES = {
    "gemm": gemm,
    "gemv": gemv,
    "bookForward": book_forward,
    "forward": forward,
    "train": train,
    "smallOps": small_ops,
}


def timed(run, calls):
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(calls):
        run()
    return {"calls": calls, "wall": (time.perf_counter() - wall) * 1e3, "cpu": (time.process_time() - cpu) * 1e3}


def say(answer):
    sys.stdout.write("@@" + json.dumps(answer) + "\n")
    sys.stdout.flush()


def serve():
    run, per_call = None, 1.0
    say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["ask"] == "prepare":
                if request["work"] not in CASES:
                    say({"none": True})
                    continue
                run, check = CASES[request["work"]](request.get("given") or {})
                say({"numbers": base64.b64encode(np.asarray(check(), float32).tobytes()).decode()})
            elif request["ask"] == "warm":
                # Nothing is compiled here: caches and clocks are warm soon.
                calls, spent = 1, 0.0
                while spent < min(request["ms"], 150):
                    wall = timed(run, calls)["wall"]
                    spent += wall
                    per_call = wall / calls
                    if wall < 30:
                        calls *= 2
                say({"perCall": per_call})
            elif request["ask"] == "time":
                result = timed(run, max(1, round(request["ms"] / per_call)))
                per_call = result["wall"] / result["calls"]
                say(result)
            else:
                run = None
                say({})
        except Exception as error:
            say({"error": repr(error)})


def peak_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


if len(sys.argv) < 2:
    serve()
elif sys.argv[1] == "cold":
    numbers = book_forward({})[0]()
    say({"ms": (time.perf_counter() - start) * 1e3, "numbers": numbers})
elif sys.argv[1] == "memory":
    run, check = train({"network": "digit", "optimizer": "adam", "rate": 0.001})
    losses = check()
    for _ in range(1000 - len(losses)):
        run()
    say({"MB": peak_memory(), "numbers": losses})
else:
    say({"none": True})
