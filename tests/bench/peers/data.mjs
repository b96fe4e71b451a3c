import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What all contenders compute on, as files of raw little-endian numbers in a folder that they are told of: a worker in any language
 * reads the same bits. Layers are x · w + b with w [inputs, units].
 *
 * X, y            300 points of the book's spiral in the plane and their class of 3
 * images, digits  1024 × 784 numbers in [0, 1), and a class of 10 for each row
 * book.*          layers 2-3-3      small.*  2-64-3      digit.*  784-128-128-10
 * x16, vectors    16 numbers, and 500 × 16 to add to them
 * a, b            1024 × 1024 numbers in [−1, 1): GEMM takes the first size² of each
 */
export const networks = {
  book: { sizes: [2, 3, 3], scale: () => 1, bias: 0.2 },
  small: { sizes: [2, 64, 3], scale: () => 0.1, bias: 0.1 },
  digit: { sizes: [784, 128, 128, 10], scale: (inputs) => Math.sqrt(2 / inputs), bias: 0.05 },
};

/** Writes the files into a new folder under the system's temporary one and returns its path. */
export function writeData() {
  const folder = mkdtempSync(join(tmpdir(), "dagrad-bench-"));
  const write = (name, numbers) => writeFileSync(join(folder, name), numbers);
  const { uniform, normal } = generator(1);
  const floats = (count, next) => Float32Array.from({ length: count }, next);
  const rows = 300;
  const X = new Float32Array(2 * rows);
  const y = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const [label, radius] = [Math.floor(i / 100), (i % 100) / 99];
    const angle = 2.5 * (4 * (label + radius) + 0.2 * normal());
    X.set([radius * Math.sin(angle), radius * Math.cos(angle)], 2 * i);
    y[i] = label;
  }
  write("X", X);
  write("y", y);
  write("images", floats(1024 * 784, uniform));
  write(
    "digits",
    Uint8Array.from({ length: 1024 }, () => Math.floor(10 * uniform())),
  );
  for (const [name, { sizes, scale, bias }] of Object.entries(networks)) {
    for (let layer = 1; layer < sizes.length; layer++) {
      const [inputs, units] = [sizes[layer - 1], sizes[layer]];
      write(
        `${name}.w${layer}`,
        floats(inputs * units, () => scale(inputs) * normal()),
      );
      write(
        `${name}.b${layer}`,
        floats(units, () => bias * normal()),
      );
    }
  }
  write("x16", floats(16, normal));
  write(
    "vectors",
    floats(500 * 16, () => 0.1 * normal()),
  );
  for (const name of ["a", "b"]) {
    write(
      name,
      floats(1024 * 1024, () => 2 * uniform() - 1),
    );
  }
  return folder;
}

const read = (name, Numbers) => {
  const { buffer, byteOffset, byteLength } = readFileSync(join(process.env.DAGRAD_BENCH_DATA, name));
  return new Numbers(buffer.slice(byteOffset, byteOffset + byteLength));
};

export const floats = (name) => read(name, Float32Array);
export const labels = (name) => read(name, Uint8Array);

/** The layers of a network: [{ w, b, inputs, units }], arrays of its own. */
export function layersOf(name) {
  const { sizes } = networks[name];
  return sizes.slice(1).map((units, i) => ({ w: floats(`${name}.w${i + 1}`), b: floats(`${name}.b${i + 1}`), inputs: sizes[i], units }));
}

/** The batch that a training case works on. */
export function trainingBatch(name, batch = 128) {
  if (name === "small") return { X: floats("X"), y: labels("y"), rows: 300 };
  return { X: floats("images").slice(0, batch * 784), y: labels("digits").slice(0, batch), rows: batch };
}

/** Rows of zeros with a one at the label. */
export function oneHot(y, classes) {
  const hot = new Float32Array(y.length * classes);
  for (let i = 0; i < y.length; i++) hot[i * classes + y[i]] = 1;
  return hot;
}

/** The first size² of a matrix file; `transposed` swaps rows and columns. */
export function square(name, size, transposed = false) {
  const m = floats(name).slice(0, size * size);
  return transposed ? transpose(m, size, size) : m;
}

export function transpose(m, rows, columns) {
  const t = new m.constructor(m.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) t[j * rows + i] = m[i * columns + j];
  return t;
}

/** Mulberry32 and Box-Muller: enough for inputs, the same everywhere. */
function generator(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
