/**
 * ONNX files by hand: as much of protobuf and onnx.proto3 as the benchmarks need.
 * A field is a number, its content a whole number (varint), a string, bytes, or a message as a list of fields.
 *
 * { opset = 13, inputs: { name: [shape, type] }, outputs: likewise, constants: { name: [Float32Array or BigInt64Array, shape] }, nodes }
 * → the file's bytes. A node is [op, inputs, output or outputs, attributes]; an attribute a whole number, a list of these, a text, or
 * { float }.
 */
export function onnxModel({ opset = 13, inputs, outputs, constants, nodes }) {
  const graph = [
    ...nodes.map(([op, from, to, attributes = {}]) =>
      message(1, [
        ...from.map((name) => text(1, name)),
        ...[to].flat().map((name) => text(2, name)),
        text(4, op),
        ...Object.entries(attributes).map(([name, value]) => message(5, [text(1, name), ...attribute(value)])),
      ]),
    ),
    text(2, "benchmark"),
    ...Object.entries(constants).map(([name, [data, shape]]) =>
      message(5, [
        ...shape.map((size) => whole(1, size)),
        whole(2, data instanceof BigInt64Array ? elementType.int64 : elementType.float32),
        text(8, name),
        bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
      ]),
    ),
    ...Object.entries(inputs).map(([name, type]) => message(11, described(name, type))),
    ...Object.entries(outputs).map(([name, type]) => message(12, described(name, type))),
  ];
  return joined([whole(1, 8), message(8, [whole(2, opset)]), message(7, graph)]);
}

export const elementType = { float32: 1, int64: 7 };

const described = (name, [shape, type]) => [
  text(1, name),
  message(2, [
    message(1, [
      whole(1, elementType[type]),
      message(
        2,
        shape.map((size) => message(1, [whole(1, size)])),
      ),
    ]),
  ]),
];

/** Its value, and then what type it is of. */
function attribute(value) {
  if (Array.isArray(value)) return [...value.map((one) => whole(8, one)), whole(20, 7)];
  if (typeof value === "string") return [text(4, value), whole(20, 3)];
  if (typeof value === "number") return [whole(3, value), whole(20, 2)];
  return [single(2, value.float), whole(20, 1)];
}

const single = (field, value) => Uint8Array.from([...varint((field << 3) | 5), ...new Uint8Array(Float32Array.of(value).buffer)]);
const whole = (field, value) => Uint8Array.from([...varint(field << 3), ...varint(value)]);
const text = (field, value) => bytes(field, new TextEncoder().encode(value));
const message = (field, parts) => bytes(field, joined(parts));
const bytes = (field, content) => joined([Uint8Array.from([...varint((field << 3) | 2), ...varint(content.length)]), content]);

function joined(parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function varint(value) {
  const digits = [];
  // A negative number is written in two's complement of 64 bits.
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return [...digits, Number(rest)];
    digits.push(Number(rest & 127n) + 128);
  }
}
