/** Products and training on two threads, as far as the page can have them. The page and the test both import this file. */
import {
  adam,
  add,
  compile,
  crossentropy,
  dense,
  explain,
  f32,
  type Graph,
  graph,
  matmul,
  type NdArray,
  random,
  relu,
  softmax,
  trainStep,
  transpose,
  u8,
  wasm,
} from "dagrad";

export interface ThreadsWork {
  /** The last line of what each program says of itself. */
  readonly said: readonly string[];
  /** Bytes (hexadecimal) of every output and parameter, by name. */
  readonly bits: Readonly<Record<string, string>>;
}

const [m, n, k] = [131, 77, 151];
const rows = 129;

const numbers = (count: number, seed: number): Float32Array => {
  const draw = random(seed);
  return Float32Array.from({ length: count }, () => draw.randn());
};

/** a · b, aᵀ · b and a · bᵀ of odd sizes. */
const products = graph({ a: f32(m, k), b: f32(k, n), c: f32(m, n), bias: f32(n) }, ({ a, b, c, bias }) => ({
  nn: relu(add(matmul(a, b), bias)),
  tn: matmul(transpose(a), c),
  nt: matmul(c, transpose(b)),
}));

const network = graph({ X: f32("batch", 65), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(relu(dense(X, { units: 127 })), { units: 66 })), { units: 10 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});

/** The products once, and ten steps of Adam. Waits before, for 10 s at most, until workers take part where they can. */
export async function threadsWork(threads: number): Promise<ThreadsWork> {
  const said: string[] = [];
  const bits: Record<string, string> = {};
  const keep = (run: string, values: Readonly<Record<string, NdArray>>) => {
    for (const [name, { data }] of Object.entries(values)) bits[`${run} ${name}`] = hexadecimal(data);
  };
  const backend = wasm({ threads });

  const given = { a: numbers(m * k, 1), b: numbers(k * n, 2), c: numbers(m * n, 3), bias: numbers(n, 4) };
  const shared = compile(products as Graph<any, any>, { backend });
  await untilShared(
    () => shared.run(given),
    () => explain(shared, given),
  );
  keep("products", shared.run(given) as Record<string, NdArray>);
  said.push(lastLine(explain(shared, given)));

  const feeds = { X: numbers(rows * 65, 5), y: Uint8Array.from({ length: rows }, (_, i) => i % 10) };
  const training = compile(trainStep(network, { minimize: "loss", optimizer: adam() }), { backend, random: random(0) });
  const warm = compile(trainStep(network, { minimize: "loss", optimizer: adam() }), { backend, random: random(0) });
  await untilShared(
    () => warm.run(feeds),
    () => explain(warm, feeds),
  );
  for (let i = 0; i < 10; i++) keep(`step ${i}`, training.run(feeds));
  keep("trained", training.parameters);
  said.push(lastLine(explain(training, feeds)));
  return { said, bits };
}

/** Pages start workers only while nothing else runs. */
async function untilShared(run: () => void, explain: () => string): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end; ) {
    run();
    if (!/^workers have computed 0 /.test(lastLine(explain()))) return;
    await new Promise((done) => setTimeout(done, 2));
  }
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);

const hexadecimal = ({ buffer, byteOffset, byteLength }: NdArray["data"]): string =>
  Array.from(new Uint8Array(buffer, byteOffset, byteLength), (byte) => byte.toString(16).padStart(2, "0")).join("");
