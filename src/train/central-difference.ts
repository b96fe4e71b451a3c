/** A slope measured by differences. */
export interface Slope {
  readonly value: number;
  /** By how much it may be off: from rounding of f, and from a bend too weak to matter. */
  readonly uncertainty: number;
  /** The function bends at x, or so close to it that no slope can be told: |x| at 0. */
  readonly kink: boolean;
}

export interface DifferenceOptions {
  /** The largest step, times max(1, |x|). */
  readonly epsilon: number;
  /** Relative error that is aimed at. */
  readonly tolerance: number;
  /** Slopes count as equal when they differ by less than the tolerance times this. */
  readonly scale: number;
}

/** How often the step is made ten times smaller where the slope changes within it. */
const attempts = 3;

/**
 * f′(x) by central differences: (f(x + h) − f(x − h)) ÷ 2h for a step h and its half, extrapolated to 0, error ~h⁴.
 *
 * Where both disagree by more than the tolerance, or the slopes to the left and to the right do not approach each other as h shrinks, a
 * kink lies within, and a smaller step is taken. Where none is small enough, x itself is the kink.
 */
export function centralDifference(f: (x: number) => number, x: number, { epsilon, tolerance, scale }: DifferenceOptions): Slope {
  const middle = f(x);
  let slope: Slope = { value: Number.NaN, uncertainty: 0, kink: true };
  for (let attempt = 0, h = epsilon * Math.max(1, Math.abs(x)); attempt < attempts; attempt++, h /= 10) {
    const wide = around(f, x, h, middle);
    const near = around(f, x, h / 2, middle);
    const rounding = (64 * Number.EPSILON * Math.max(Math.abs(middle), wide.largest)) / h;
    const unclear = Math.max(rounding, tolerance * Math.max(Math.abs(wide.slope), Math.abs(near.slope)));
    const apart = Math.abs(wide.slope - near.slope);
    const bent = Math.abs(near.bend) > unclear && Math.abs(near.bend) > 0.75 * Math.abs(wide.bend);
    const uncertainty = apart <= unclear ? rounding : apart;
    const kink = bent || !(apart <= Math.max(unclear, tolerance * scale));
    slope = { value: (4 * near.slope - wide.slope) / 3, uncertainty, kink };
    if (!kink) return slope;
  }
  return slope;
}

/** Slope over x ± h, and by how much the slope on the right exceeds that on the left. */
function around(f: (x: number) => number, x: number, h: number, middle: number): { slope: number; bend: number; largest: number } {
  // The steps as they are after rounding x + h and x − h.
  const [above, below] = [x + h, x - h];
  const [up, down] = [f(above), f(below)];
  return {
    slope: (up - down) / (above - below),
    bend: (up - middle) / (above - x) - (middle - down) / (x - below),
    largest: Math.max(Math.abs(up), Math.abs(down)),
  };
}
