import type { AnyTensor } from "../../../../graph/op.ts";
import { type ElementType, elementTypeOf } from "../../element-types.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { type Known, known } from "../values.ts";
import { permuted } from "./move.ts";

interface Transform {
  readonly inverse: boolean;
  readonly onesided: boolean;
}

/**
 * Σ x e^(∓2πi j k ÷ N) of the last axis but one, as one product with a matrix of cosines and sines; the last axis has the real and the imaginary
 * part, or the real one alone. Of a real signal half of the frequencies say all (onesided).
 */
function transformed(call: NodeCall, x: AnyTensor, length: number, { inverse, onesided }: Transform): AnyTensor {
  const before = x.shape.slice(0, -2);
  const [given, parts] = [call.size(x, -2), call.size(x, -1)];
  const half = Math.floor(length / 2) + 1;
  const [count, made] = onesided ? (inverse ? [half, length] : [length, half]) : [length, length];
  const outputs = onesided && inverse ? 1 : 2;
  const used = Math.min(count, given);
  const [j, k] = [used, made].map((size) => as(call.counted(size), "float64")) as [AnyTensor, AnyTensor];
  const column = op.expandDims(j, { axis: 1 });
  // j k modulo N first: a large angle has few digits left.
  const angle = op.mul(op.remainder(op.mul(column, k), length), (2 * Math.PI) / length);
  // Frequencies that are left out are those of the other half mirrored.
  const isTwice = op.and(op.greater(column, 0), op.less(op.mul(column, 2), length));
  const share = op.div(onesided && inverse ? op.add(as(isTwice, "float64"), 1) : 1, call.constant(inverse ? length : 1, [], "float64"));
  const [cosine, sine] = [op.mul(op.cos(angle), share), op.mul(op.mul(op.sin(angle), share), inverse ? 1 : -1)];
  const rows = [
    [cosine, sine],
    [op.neg(sine), cosine],
  ].slice(0, parts);
  const matrix = op.stack(
    rows.map((row) => op.stack(row.slice(0, outputs), { axis: 2 })),
    { axis: 1 },
  );
  const signal = used < given ? op.slice(x, { axis: -2, start: 0, stop: used }) : x;
  const flat = op.reshape(as(signal, "float64"), { shape: [...before, used * parts] });
  const y = op.matmul(flat, op.reshape(matrix, { shape: [used * parts, made * outputs] }));
  return as(op.reshape(y, { shape: [...before, made, outputs] }), x.dtype);
}

/** ONNX DFT-20; before, the axis was an attribute. */
function fourier(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const rank = x.shape.length;
  const { attributes } = call;
  const axis = call.axis(call.opset < 20 ? attributes.int("axis", 1) : call.number(2, -2), rank);
  const how = { inverse: attributes.flag("inverse"), onesided: attributes.flag("onesided") };
  const size = call.size(x, axis);
  const length = call.number(1, how.inverse && how.onesided ? 2 * (size - 1) : size);
  const order = Array.from({ length: rank }, (_, one) => one).filter((one) => one !== axis);
  order.splice(rank - 2, 0, axis);
  return permuted(
    transformed(call, permuted(x, order), length, how),
    order.map((_, one) => order.indexOf(one)),
  );
}

/** Transforms of parts of a signal [batch, length, 1 or 2] that a window fades in and out. ONNX STFT-17. */
function shortTimeFourier(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const window = call.optional(2);
  const size = call.has(3) ? call.number(3, 0) : window ? call.size(window, 0) : call.size(x, 1);
  const frames = permuted(op.windows(x, { size, stride: call.number(1, 1), axes: 1 }), [0, 1, 3, 2]);
  const faded = window === undefined ? frames : op.mul(frames, op.expandDims(window, { axis: 1 }));
  return transformed(call, faded, size, { inverse: false, onesided: call.attributes.flag("onesided", true) });
}

/** Triangles over frequencies that lie evenly on the mel scale, 2595 log₁₀(1 + f ÷ 700). ONNX MelWeightMatrix-17. */
function melWeights(call: NodeCall): Known {
  const [bands, length, rate, low, high] = [0, 1, 2, 3, 4].map((position) => call.number(position, 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
  const edges = upTo(bands + 2).map((i) => {
    const hertz = 700 * (10 ** ((mel(low) + (i * (mel(high) - mel(low))) / (bands + 2)) / 2595) - 1);
    return Math.floor(((length + 1) * hertz) / rate);
  });
  const rows = Math.floor(length / 2) + 1;
  const weights = upTo(rows * bands).map((at) => {
    const [row, band] = [Math.floor(at / bands), at % bands];
    const [left, centre, right] = edges.slice(band, band + 3) as [number, number, number];
    if (row === centre) return 1;
    if (row < left || row >= right) return 0;
    return row < centre ? (row - left) / (centre - left) : (right - row) / (right - centre);
  });
  return known(elementTypeOf(call.attributes.int("output_datatype", 1)) ?? "float", [rows, bands], weights);
}

/** A window of so many samples, its height by the angle of a turn. */
const window =
  (height: (angle: number) => number): Handler =>
  (call) => {
    const size = call.number(0, 0);
    const period = call.attributes.flag("periodic", true) ? size : size - 1;
    const type = elementTypeOf(call.attributes.int("output_datatype", 1)) as ElementType;
    return known(
      type,
      [size],
      Float64Array.from(upTo(size), (i) => height((2 * Math.PI * i) / period)),
    );
  };

export const spectra: Readonly<Record<string, Handler>> = {
  DFT: fourier,
  STFT: shortTimeFourier,
  MelWeightMatrix: melWeights,
  HannWindow: window((angle) => 0.5 - 0.5 * Math.cos(angle)),
  HammingWindow: window((angle) => 25 / 46 - (21 / 46) * Math.cos(angle)),
  BlackmanWindow: window((angle) => 0.42 - 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle)),
};
