import { OpError } from "../../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isName } from "../../../graph/names.ts";
import { stepOf, type TrainStepOptions } from "../../train/train-step.ts";
import { functionsIn } from "../functions.ts";
import { indented, networkClass, statesOf } from "../network-class.ts";
import { safetensorsReader } from "../reading.ts";
import { checkTraining } from "./check-training.ts";
import { dataReading } from "./data-reading.ts";
import { optimizerClass } from "./optimizer-class.ts";
import { parallelLoss } from "./parallel-loss.ts";
import { scheduleFunction } from "./schedule-function.ts";
import { checkpointing, clipping, evaluation, safetensorsWriter, shares, startProcesses } from "./script-parts.ts";
import type { TorchTraining } from "./torch-training.ts";

/** A program of Python that trains the network, alone or as one of the processes that torchrun starts. */
export function trainingScript(graph: Graph, name: string, training: TorchTraining): string {
  const { minimize, optimizer, clip = {}, epochs = 10, batchSize = 32, lastBatch = "keep", shuffle = true, seed = 0 } = training;
  checkTraining(training);
  const { data = "data.npz", validation, names, from, ...step } = training;
  const { updates } = stepOf("torch", graph, stepOptions(step));
  const rowDim = graph.inputs.map((id) => nodeOf(graph, id).shape[0]).find(isName);
  if (rowDim === undefined) {
    throw new OpError('torch: an input must have a named first axis, its rows, got none; declare it as f32("batch", 2)', {
      code: "no-rows",
    });
  }
  const states = statesOf(graph);
  const parameters = Object.keys(graph.nodes).filter((id) => nodeOf(graph, id).op === "parameter" && !states.has(id));
  const trained = parameters.filter((id) => Object.hasOwn(updates, id));
  const network = networkClass(graph, name, { fixed: (id) => states.has(id) && !Object.hasOwn(updates, id), training: true });
  const rule = optimizerClass(optimizer, graph, trained, name);
  const reading = dataReading(graph, data, names);
  const clipper = clipping(clip);
  const loss = parallelLoss(graph, minimize, rowDim);
  const rows = graph.inputs.find((id) => nodeOf(graph, id).shape[0] === rowDim) as NodeId;
  const whole = graph.inputs.filter((id) => nodeOf(graph, id).shape[0] !== rowDim);
  const metrics = Object.entries(graph.outputs).flatMap(([output, id]) => (nodeOf(graph, id).shape.length === 0 ? [output] : []));
  const sums = metrics.filter((one) => parallelLoss(graph, one, rowDim) === "sum");
  const frozen = parameters.filter((id) => !trained.includes(id)).map((id) => network.parameters.path(id));
  const key = network.parameters.renamed.length === 0 ? "name" : "network.ids.get(name, name)";
  const constants = [
    `SEED = ${seed}`,
    `EPOCHS = ${epochs}`,
    `BATCH_SIZE = ${batchSize}`,
    `METRICS = [${metrics.map((one) => `"${one}"`).join(", ")}]`,
    ...(sums.length === 0 ? [] : [`SUMS = {${sums.map((one) => `"${one}"`).join(", ")}}`]),
    `STATES = [${rule.states.map((one) => `"${one}"`).join(", ")}]`,
    ...(whole.length === 0 ? [] : [`WHOLE = {${whole.map((id) => `"${id}"`).join(", ")}}`]),
    ...(frozen.length === 0 ? [] : [`FROZEN = {${frozen.map((path) => `"${path}"`).join(", ")}}`]),
  ];
  const functions = functionsIn(network.forward);
  const source = [...functions, ...network.lines].join("\n");
  const parts = [
    constants.join("\n"),
    ...functions,
    network.lines.join("\n"),
    scheduleFunction(optimizer.rate).join("\n"),
    rule.lines.join("\n"),
    ...(clipper === undefined ? [] : [clipper]),
    ...reading.parts,
    shares(lastBatch === "drop"),
    startProcesses,
    safetensorsReader.join("\n"),
    safetensorsWriter,
    checkpointing(optimizer.name, key),
    ...(validation === undefined ? [] : [evaluation(rows, whole.length > 0, sums.length > 0)]),
    mainFunction({
      graph,
      name,
      rowDim,
      minimize,
      optimizer: rule.name,
      loss,
      file: reading.file,
      from,
      shuffle,
      clips: clipper !== undefined,
      freezes: frozen.length > 0,
      sums: sums.length > 0,
      validation,
      drops: /F\.dropout\(/.test(network.forward),
    }).join("\n"),
    'if __name__ == "__main__":\n    main()',
  ];
  const imports = [
    ...["import argparse", ...reading.imports, "import json", "import os", "import struct", "import time", ""].filter(
      (one) => one !== undefined,
    ),
    ...["import numpy as np", "import torch", "import torch.distributed as dist", "from torch import nn"],
    ...(/\bF\./.test(source) ? ["from torch.nn import functional as F"] : []),
    "from torch.nn.parallel import DistributedDataParallel",
  ];
  return `${[docstring(name), imports.join("\n"), "", ...parts.flatMap((part) => [part, "", ""])].join("\n").trimEnd()}\n`;
}

const stepOptions = ({ minimize, optimizer, parameters, freeze, clip, seed }: TrainStepOptions): TrainStepOptions => ({
  minimize,
  optimizer,
  ...(parameters && { parameters }),
  ...(freeze && { freeze }),
  ...(clip && { clip }),
  ...(seed !== undefined && { seed }),
});

const docstring = (name: string): string => `"""Trains ${name} as dagrad does.

    python3 train.py                            in one process
    torchrun --nproc_per_node=2 train.py        in two, and so on, of one machine or of many

Each batch is shared out equally among the processes and their gradients are averaged, so
that all make the step that one process would make, but for rounding. Rows are in the order
that dagrad draws by the same seed.
"""`;

interface Main {
  readonly graph: Graph;
  readonly name: string;
  readonly rowDim: string;
  readonly minimize: string;
  readonly optimizer: string;
  readonly loss: ReturnType<typeof parallelLoss>;
  readonly file: string | undefined;
  readonly from: string | undefined;
  readonly shuffle: boolean;
  readonly clips: boolean;
  readonly freezes: boolean;
  readonly sums: boolean;
  readonly validation: string | undefined;
  readonly drops: boolean;
}

function mainFunction(main: Main): string[] {
  const { graph, name, rowDim, minimize, optimizer, loss, file, from, shuffle, clips, freezes, sums, validation, drops } = main;
  const batched = (id: NodeId): boolean => nodeOf(graph, id).shape[0] === rowDim;
  const first = graph.inputs.find(batched) as NodeId;
  const all = graph.inputs.every(batched);
  const given = all ? "data[name][share]" : "data[name] if name in WHOLE else data[name][share]";
  const refusal =
    typeof loss === "string"
      ? []
      : ["if count > 1:", `    raise SystemExit(${JSON.stringify(`one process alone can train this: ${loss.problem}`)})`];
  return [
    "def main():",
    ...indented(1, [
      "parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])",
      ...(file === undefined ? [] : [`parser.add_argument("--data", default="${file}")`]),
      `parser.add_argument("--from", dest="start"${from === undefined ? "" : `, default="${from}"`}, help="a checkpoint or a model")`,
      'parser.add_argument("--out", default="checkpoint.safetensors")',
      'parser.add_argument("--epochs", type=int, default=EPOCHS, help="passes in all")',
      "options = parser.parse_args()",
      "",
      "rank, count, device = start_processes()",
      ...refusal,
      `data = read_data(${file === undefined ? "FILES" : "options.data"})`,
      ...(validation === undefined ? [] : [`held_back = read_data("${validation}")`]),
      `rows = len(data["${first}"])`,
      "if min(BATCH_SIZE, rows) < count:",
      '    raise SystemExit(f"a batch must have a row for each of {count} processes")',
      "",
      "torch.manual_seed(SEED)",
      `network = ${name}().to(device)`,
      ...(freezes ? ["for name, w in network.named_parameters():", "    w.requires_grad_(name not in FROZEN)"] : []),
      "parameters = [w for w in network.parameters() if w.requires_grad]",
      `optimizer = ${optimizer}(parameters)`,
      "generator = np.random.RandomState(SEED)",
      "done, metadata = 0, {}",
      "if options.start is not None:",
      "    done, metadata = load_checkpoint(options.start, network, optimizer, generator)",
      "parallel = network",
      "if count > 1:",
      "    parallel = DistributedDataParallel(network, broadcast_buffers=False)",
      ...(drops
        ? ["# Each process drops other elements; the masks are PyTorch's own, not dagrad's.", "torch.manual_seed(SEED + rank)"]
        : []),
      "",
      "saved = time.monotonic()",
      "for epoch in range(done + 1, options.epochs + 1):",
      ...indented(1, [
        `order = ${shuffle ? "generator.permutation(rows)" : "np.arange(rows)"}`,
        "totals = torch.zeros(len(METRICS), dtype=torch.float64, device=device)",
        "seen = 0",
        "for share in shares(order, rank, count):",
        ...indented(1, [
          `values = [${given} for name in INPUTS]`,
          "given = [torch.as_tensor(value, device=device) for value in values]",
          "outputs = parallel(*given)",
          `loss = outputs["${minimize}"]`,
          "if not torch.isfinite(loss):",
          '    raise SystemExit(f"epoch {epoch}: the loss is {loss.item()}")',
          "optimizer.zero_grad()",
          ...(loss === "sum"
            ? ["# The loss is a sum over the rows, and the gradients of processes are averaged.", "(count * loss).backward()"]
            : ["loss.backward()"]),
          ...(clips ? ["clip_gradients(parameters)"] : []),
          "optimizer.step()",
          "metrics = torch.stack([outputs[name].detach().double() for name in METRICS])",
          ...(sums
            ? [
                "weights = [1 if name in SUMS else len(share) for name in METRICS]",
                "totals += torch.tensor(weights, device=device) * metrics",
              ]
            : ["totals += len(share) * metrics"]),
          "seen += len(share)",
        ]),
        "if count > 1:",
        "    dist.all_reduce(totals)",
        "if rank == 0:",
        ...(sums
          ? [
              "    over = torch.tensor([1 if name in SUMS else seen * count for name in METRICS])",
              "    means = zip(METRICS, (totals.cpu() / over).tolist())",
            ]
          : ["    means = zip(METRICS, (totals / (seen * count)).tolist())"]),
        '    shown = ", ".join(f"{name} {value:.7g}" for name, value in means)',
        '    print(f"epoch {epoch}: {shown}", flush=True)',
        ...(validation === undefined ? [] : ['    print(f"    validation: {evaluate(network, held_back, device)}", flush=True)']),
        "    if epoch == options.epochs or time.monotonic() - saved > 60:",
        "        save_checkpoint(options.out, network, optimizer, generator, epoch, metadata)",
        "        saved = time.monotonic()",
      ]),
      "if count > 1:",
      "    dist.destroy_process_group()",
    ]),
  ];
}
