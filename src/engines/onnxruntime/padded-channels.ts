import { apply } from "../../../graph/apply.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { AnyTensor, Op } from "../../../graph/op.ts";
import { conv1dOp } from "../../../ops/layers/conv1d.ts";
import { conv2dOp } from "../../../ops/layers/conv2d.ts";
import { pad } from "../../../ops/move/pad.ts";
import { type ConvolutionAttrs, weightsParts } from "../../../ops/shared/convolution.ts";
import { channelAxis, channelsLast } from "../../../ops/shared/layout.ts";
import { rewrite } from "../../passes/rewrite.ts";

/**
 * Convolutions with channels of zeros, so that they are a multiple of 4: the same results. On WebGPU, ONNX Runtime 1.30 computes wrong numbers
 * where they are 6, 9, 15 or another multiple of 3, and filters a multiple of 4; onnxruntime-in-page.test.ts holds it to right ones.
 */
export const withPaddedChannels = (graph: Graph): Graph =>
  rewrite(graph, ({ attrs, inputs }, op) => {
    const missing = op !== undefined && isConvolution(op) ? missingChannels(graph, inputs, attrs as unknown as ConvolutionAttrs) : 0;
    if (missing === 0) return undefined;
    const { layout } = attrs as unknown as ConvolutionAttrs;
    const widened = (x: AnyTensor, at: number): AnyTensor =>
      pad(x as never, { pads: x.shape.map((_, axis) => [0, axis === at ? missing : 0]) } as never) as AnyTensor;
    return ([x, w, b]) => {
      const seenAt = channelsLast(layout) ? w.shape.length - 2 : 1;
      return apply(op as Op, [widened(x, channelAxis(layout)), widened(w, seenAt), ...(b ? [b] : [])] as never, attrs) as AnyTensor;
    };
  });

const isConvolution = (op: Op): boolean => op === conv1dOp || op === conv2dOp;

function missingChannels(graph: Graph, [, w]: readonly NodeId[], { layout, groups }: ConvolutionAttrs): number {
  const { inputs, filters } = weightsParts(nodeOf(graph, w as NodeId).shape, layout);
  const isWrong = groups === 1 && inputs > 3 && inputs % 3 === 0 && inputs % 4 !== 0 && filters % 4 === 0;
  return isWrong ? 4 - (inputs % 4) : 0;
}
