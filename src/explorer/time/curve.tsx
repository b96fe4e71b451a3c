import type { Point } from "./timeline.ts";

/** The curve of a loss over the scrubber, as wide as it: epochs from `first` to `last`, and a line at the epoch that is shown. */
export function Curve({
  points,
  first,
  last,
  at,
}: {
  readonly points: readonly Point[];
  readonly first: number;
  readonly last: number;
  readonly at: number | undefined;
}) {
  const finite = points.filter(({ loss }) => Number.isFinite(loss));
  if (finite.length < 2) return null;
  const losses = finite.map(({ loss }) => loss);
  const [least, most] = [losses.reduce((a, b) => Math.min(a, b)), losses.reduce((a, b) => Math.max(a, b))];
  const x = (epoch: number): number => (1000 * (epoch - first)) / Math.max(1, last - first);
  const y = (loss: number): number => 100 - (96 * (loss - least)) / (most - least || 1) - 2;
  const end = finite.at(-1) as Point;
  const svg = (
    <svg
      class="curve"
      viewBox="0 0 1000 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={`loss from ${show(losses[0] as number)} to ${show(end.loss)} at epoch ${end.epoch}, least ${show(least)}`}
    >
      <polyline class="line" points={finite.map(({ epoch, loss }) => `${x(epoch).toFixed(1)},${y(loss).toFixed(2)}`).join(" ")} />
      {at !== undefined && <line class="at" x1={x(at)} x2={x(at)} y1={0} y2={100} />}
    </svg>
  );
  return (
    <div class="curve-box">
      <span aria-hidden="true">{short(most)}</span>
      <span aria-hidden="true">{short(least)}</span>
      {svg}
    </div>
  );
}

/** Short enough for the room beside the curve. */
const short = (loss: number): string => String(Number(loss.toPrecision(3)));

/** A loss as a reader compares it. */
export const show = (loss: number): string => (Number.isFinite(loss) ? loss.toPrecision(4) : String(loss));
