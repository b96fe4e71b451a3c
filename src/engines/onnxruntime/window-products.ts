import { type Attrs, type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { Op } from "../../../graph/op.ts";
import { carryOps, opsOf } from "../../../graph/ops-of.ts";
import { type Dim, sameShape } from "../../../graph/shape.ts";
import { conv1dOp } from "../../../ops/layers/conv1d.ts";
import { conv2dOp } from "../../../ops/layers/conv2d.ts";
import { conv3dOp } from "../../../ops/layers/conv3d.ts";
import { matmulOp } from "../../../ops/linear/matmul.ts";
import { reshapeOp } from "../../../ops/move/reshape.ts";
import { transposeOp } from "../../../ops/move/transpose.ts";
import { type WindowsAttrs, windowsOp } from "../../../ops/move/windows.ts";

/**
 * Products of windows as convolutions, with the same results but for the order of sums: the derivative of a convolution by its weights.
 *
 *     dw[k, l, c, f] = Σ over n, i, j of x[n, i·stride + k·dilation, j·stride + l·dilation, c] · dy[n, i, j, f]
 *
 * is x, channels and batch exchanged, convolved with dy, whose stride is the dilation and the other way round. dagrad's engine reads the windows
 * where they are; a runtime would copy each element as often as there are windows with it, and turn them around.
 */
export function withWindowConvolutions(graph: Graph): Graph {
  const ops = opsOf(graph);
  const made: Record<NodeId, Node> = {};
  for (const id in graph.nodes) {
    const found = ops.get(nodeOf(graph, id).op) === matmulOp ? windowProduct(graph, id) : undefined;
    if (found !== undefined) Object.assign(made, found);
  }
  if (Object.keys(made).length === 0) return graph;
  const nodes = Object.freeze({ ...graph.nodes, ...made });
  carryOps(nodes, new Map([...ops, ...[...convolutions, transposeOp, reshapeOp].map((op) => [op.name, op] as const)]));
  return Object.freeze({ ...graph, nodes });
}

/** By number of axes that windows slide along; with channels first, as ONNX has them. */
const convolutions = [conv1dOp, conv2dOp, conv3dOp];
const layouts = ["NCW", "NCHW", "NCDHW"];

/** The nodes in place of a product whose one operand is windows turned into a matrix, the other what stands where they are. */
function windowProduct(graph: Graph, id: NodeId): Record<NodeId, Node> | undefined {
  const { inputs, shape: result, dtype, scope } = nodeOf(graph, id);
  const [left, right] = inputs as readonly [NodeId, NodeId];
  // Channels last: windows · dy. Channels first: dy · windows, where dy is turned, too.
  const last = windowsIn(graph, left);
  const found = last ?? windowsIn(graph, right);
  if (found === undefined || dtype !== "float32") return undefined;
  const { windows, perm } = found;
  const { axes, size, stride, dilation } = windows.attrs as unknown as WindowsAttrs;
  const count = axes.length;
  const [x] = windows.inputs as readonly [NodeId];
  const { shape } = nodeOf(graph, x);
  const [channel, first] = last === undefined ? [1, 2] : [count + 1, 1];
  const spatial = axes.map((_, i) => first + i);
  const inner = axes.map((_, i) => count + 2 + i);
  const wanted = last === undefined ? [0, ...spatial, channel, ...inner] : [...inner, channel, 0, ...spatial];
  const isWhole = shape.length === count + 2 && sameShape(axes, spatial) && sameShape(perm, wanted);
  const dy = isWhole ? turned(graph, last === undefined ? left : right, last === undefined) : undefined;
  if (dy === undefined) return undefined;
  const around = spatial.map((axis) => windows.shape[axis] as Dim);
  const filters = nodeOf(graph, dy).shape[channel];
  if (
    !sameShape(
      nodeOf(graph, dy).shape,
      shape.map((dim, axis) => (axis === channel ? (filters as Dim) : axis === 0 ? dim : (around[axis - first] as Dim))),
    )
  ) {
    return undefined;
  }
  // What is left at the end of an axis would make further elements.
  const fits = size.every((one, i) => {
    const [length, places] = [shape[spatial[i] as number], around[i]];
    if (typeof length !== "number" || typeof places !== "number") return false;
    return Math.floor((length - (stride[i] as number) * (places - 1) - 1) / (dilation[i] as number)) + 1 === one;
  });
  if (!fits) return undefined;
  const [channels, batch] = [shape[channel] as Dim, shape[0] as Dim];
  const node = (op: Op, from: readonly NodeId[], attrs: object, dims: readonly Dim[]): Node =>
    Object.freeze({ op: op.name, inputs: from, attrs: attrs as Attrs, shape: dims, dtype, scope });
  const exchange = { perm: [channel, 0, ...spatial] };
  const [ofX, ofDy, ofConvolution, ofWindow] = ["x", "dy", "convolution", "window"].map((part) => `${id}.${part}`) as [
    NodeId,
    NodeId,
    NodeId,
    NodeId,
  ];
  const convolved = [channels, filters as Dim, ...size];
  const order = last === undefined ? [1, 0, ...axes.map((_, i) => 2 + i)] : [...axes.map((_, i) => 2 + i), 0, 1];
  const sliding = { stride: dilation, dilation: stride, padding: "valid", pads: [], groups: 1, layout: layouts[count - 1] };
  return {
    [ofX]: node(transposeOp, [x], exchange, [channels, batch, ...spatial.map((axis) => shape[axis] as Dim)]),
    [ofDy]: node(transposeOp, [dy], exchange, [filters as Dim, batch, ...around]),
    [ofConvolution]: node(convolutions[count - 1] as Op, [ofX, ofDy], sliding, convolved),
    [ofWindow]: node(
      transposeOp,
      [ofConvolution],
      { perm: order },
      order.map((axis) => convolved[axis] as Dim),
    ),
    [id]: node(reshapeOp, [ofWindow], { shape: result }, result),
  };
}

/** reshape(transpose(windows(x))): the node of the windows, and how they are turned. */
function windowsIn(graph: Graph, id: NodeId): { readonly windows: Node; readonly perm: readonly number[] } | undefined {
  const transposed = operandOf(graph, id, reshapeOp);
  const seen = transposed && operandOf(graph, transposed, transposeOp);
  if (seen === undefined || !isOf(graph, seen, windowsOp)) return undefined;
  return { windows: nodeOf(graph, seen), perm: nodeOf(graph, transposed as NodeId).attrs.perm as readonly number[] };
}

/** The node that was made a matrix: reshape(dy), or with channels first reshape(transpose(dy)). */
function turned(graph: Graph, id: NodeId, channelsFirst: boolean): NodeId | undefined {
  const seen = operandOf(graph, id, reshapeOp);
  if (!channelsFirst || seen === undefined) return seen;
  const { perm } = nodeOf(graph, seen).attrs as { readonly perm?: readonly number[] };
  const isExchange = perm?.every((axis, i) => axis === (i < 2 ? 1 - i : i));
  return isExchange ? operandOf(graph, seen, transposeOp) : undefined;
}

const operandOf = (graph: Graph, id: NodeId, op: Op): NodeId | undefined => (isOf(graph, id, op) ? nodeOf(graph, id).inputs[0] : undefined);
const isOf = (graph: Graph, id: NodeId, op: Op): boolean => opsOf(graph).get(nodeOf(graph, id).op) === op;
