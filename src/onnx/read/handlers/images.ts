import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { layouts, sliding } from "./sliding.ts";
import { positionsOfLargest } from "./windows.ts";

export function convolution(call: NodeCall): AnyTensor {
  const [x, weights] = [call.tensor(0), call.tensor(1)];
  const { axes, options } = sliding(call, x, call.sizes(weights).slice(2));
  const layer = [op.conv1d, op.conv2d, op.conv3d][axes - 1] ?? call.unsupported(`a convolution of ${axes} axes`);
  const biases = call.optional(2);
  return layer(x, { weights, ...(biases && { biases }), groups: call.attributes.int("group", 1), ...options });
}

function transposed(call: NodeCall): AnyTensor {
  const [x, weights] = [call.tensor(0), call.tensor(1)];
  const size = call.sizes(weights).slice(2);
  const { axes, options } = sliding(call, x, size);
  const layer = [op.convTranspose1d, op.convTranspose2d, op.convTranspose3d][axes - 1] ?? call.unsupported(`a convolution of ${axes} axes`);
  const biases = call.optional(2);
  const [stride, dilation] = [options.stride, options.dilation] as [number[], number[]];
  const wanted = call.attributes.ints("output_shape");
  const outputPadding = call.attributes.ints("output_padding") ?? Array<number>(axes).fill(0);
  const auto = call.attributes.string("auto_pad", "NOTSET");
  const sizes = call.sizes(x).slice(2);
  const extent = (i: number): number => (dilation[i] as number) * ((size[i] as number) - 1) + 1;
  const full = (i: number): number => (stride[i] as number) * ((sizes[i] as number) - 1) + extent(i);
  const aims = wanted?.slice(-axes) ?? (auto.startsWith("SAME") ? sizes.map((length, i) => length * (stride[i] as number)) : undefined);
  const more = [...outputPadding];
  const padding = aims
    ? aims.map((aim, i) => {
        const total = full(i) + (outputPadding[i] as number) - aim;
        if (total < 0) {
          more[i] = (outputPadding[i] as number) - total;
          return [0, 0];
        }
        const before = auto === "SAME_UPPER" ? Math.floor(total / 2) : total - Math.floor(total / 2);
        return [before, total - before];
      })
    : options.padding;
  const settings = { ...options, padding, outputPadding: more, groups: call.attributes.int("group", 1) };
  return layer(x, { weights, ...(biases && { biases }), ...settings });
}

/** Pools; windows may reach beyond the padding where the file says so. */
const pool =
  (layer: "maxPool" | "averagePool"): Handler =>
  (call) => {
    const x = call.tensor(0);
    const size = call.attributes.ints("kernel_shape") ?? [];
    const { options } = sliding(call, isFloat(x) ? x : as(x, "float32"), size);
    const counted = layer === "averagePool" ? { countIncludePad: call.attributes.flag("count_include_pad") } : {};
    const y = op[layer](x, { size, ceil: call.attributes.flag("ceil_mode"), ...counted, ...options });
    return call.outputs > 1 ? [y, positionsOfLargest(call, y, size)] : y;
  };

const global =
  (layer: "globalAveragePool" | "globalMaxPool"): Handler =>
  (call) => {
    const x = call.tensor(0);
    const y = op[layer](x, { layout: layouts[x.shape.length - 3] });
    return op.reshape(y, { shape: [...x.shape.slice(0, 2), ...x.shape.slice(2).map(() => 1)] });
  };

export const images: Readonly<Record<string, Handler>> = {
  Conv: convolution,
  ConvTranspose: transposed,
  MaxPool: pool("maxPool"),
  AveragePool: pool("averagePool"),
  GlobalAveragePool: global("globalAveragePool"),
  GlobalMaxPool: global("globalMaxPool"),
};
