export const scaledInitializers = ["glorotUniform", "glorotNormal", "heUniform", "heNormal"] as const;

/**
 * Initialisers whose spread follows from the shape, so that signals keep their size from layer to layer.
 *
 *     glorotUniform   uniform in ±√(6 ÷ (in + out))       Glorot & Bengio 2010; for tanh, sigmoid, softmax
 *     glorotNormal    normal, deviation √(2 ÷ (in + out))
 *     heUniform       uniform in ±√(6 ÷ in)               He et al. 2015; for relu
 *     heNormal        normal, deviation √(2 ÷ in)
 *
 * `in` and `out` are the numbers of connections into and out of one unit: of weights [in, out] its dims, of [...R, in, out] those
 * times the product of R, of a vector [n] both n, of a scalar both 1. Normal numbers are not truncated.
 */
export type ScaledInitializer = (typeof scaledInitializers)[number];

/** One of them for weights whose shape does not tell the connections of a unit, such as [out, in, ...R]: "heNormal(18, 72)" is of 18 in and 72 out. */
export type FannedInitializer = `${ScaledInitializer}(${number}, ${number})`;

const fanned = /\(([1-9]\d*), ([1-9]\d*)\)$/;

export const isScaledInitializer = (value: unknown): value is ScaledInitializer | FannedInitializer =>
  typeof value === "string" && scaledInitializers.includes(value.replace(fanned, "") as ScaledInitializer);

/** Which numbers are drawn: uniform in ±scale, or normal with that standard deviation. */
export interface Spread {
  readonly distribution: "uniform" | "normal";
  readonly scale: number;
}

export function spreadOf(initializer: ScaledInitializer | FannedInitializer, shape: readonly number[]): Spread {
  const [, ...given] = fanned.exec(initializer) ?? [];
  const [fanIn, fanOut] = (given.length > 0 ? given.map(Number) : fans(shape)) as readonly [number, number];
  const connections = initializer.startsWith("glorot") ? fanIn + fanOut : fanIn;
  const uniform = initializer.includes("Uniform");
  return uniform
    ? { distribution: "uniform", scale: Math.sqrt(6 / connections) }
    : { distribution: "normal", scale: Math.sqrt(2 / connections) };
}

function fans(shape: readonly number[]): readonly [number, number] {
  if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
  const field = shape.slice(0, -2).reduce((product, dim) => product * dim, 1);
  return [field * (shape.at(-2) as number), field * (shape.at(-1) as number)];
}
