import type { Block, Fill } from "../../graph/op.ts";

/** Which elements of x stand where in the result of pad. */

/** An axis of n elements that becomes one of `size`, with so many before the first of x; those of x lie `dilation` apart. */
export interface PaddedAxis {
  readonly n: number;
  readonly size: number;
  readonly before: number;
  readonly dilation: number;
}

const within = (position: number, size: number): number => Math.min(Math.max(position, 0), size);

/** x, where it is not cut off, and one number around it and between its elements. */
export function aroundBlocks(axes: readonly PaddedAxis[], strides: readonly number[], fill: number): readonly (Block | Fill)[] {
  const kept = axes.map(({ n, size, before, dilation }) => {
    const first = Math.max(0, Math.ceil(-before / dilation));
    const last = Math.min(n - 1, Math.floor((size - 1 - before) / dilation));
    return { first, at: before + first * dilation, count: last - first + 1, size, dilation };
  });
  if (kept.some(({ count }) => count <= 0)) return [{ fill }];
  const copy: Block = {
    input: 0,
    from: kept.reduce((from, { first }, axis) => from + first * (strides[axis] as number), 0),
    steps: strides,
    at: kept.map(({ at }) => at),
    shape: kept.map(({ count }) => count),
  };
  if (kept.some(({ count, dilation }) => count > 1 && dilation > 1))
    return [{ fill }, { ...copy, apart: kept.map(({ dilation }) => dilation) }];
  // Along one axis after the other what is before and after x; of the axes before it only where x is, so that nothing is written twice.
  const sides = kept.flatMap(({ at, count, size }, axis) =>
    [
      [0, at],
      [at + count, size],
    ].map(([start, stop]): Fill => {
      const range = (other: number): readonly [number, number] => {
        const { at, count, size } = kept[other] as (typeof kept)[number];
        return other === axis ? [start as number, stop as number] : other < axis ? [at, at + count] : [0, size];
      };
      const ranges = kept.map((_, other) => range(other));
      return { fill, at: ranges.map(([from]) => from), shape: ranges.map(([from, to]) => to - from) };
    }),
  );
  return [copy, ...sides.filter(({ shape }) => !shape?.includes(0))];
}

/** A run of positions of the result: from which position of x on it is read, and in which direction. */
interface Run {
  readonly at: number;
  readonly count: number;
  readonly from: number;
  readonly step: number;
}

/** x going on as its edge does, or mirrored at it: all combinations of what stands before x, in it and after it along each axis. */
export function continuedBlocks(axes: readonly PaddedAxis[], strides: readonly number[], mode: "edge" | "reflect"): readonly Block[] {
  const runs = axes.map(({ n, size, before }): Run[] => {
    const [first, last] = [within(before, size), within(before + n, size)];
    const step = mode === "edge" ? 0 : -1;
    const all = [
      { at: 0, count: first, from: mode === "edge" ? 0 : before, step },
      { at: first, count: last - first, from: first - before, step: 1 },
      { at: last, count: size - last, from: mode === "edge" ? n - 1 : 2 * (n - 1) - (last - before), step },
    ];
    return all.filter(({ count }) => count > 0);
  });
  const combined = runs.reduce<Run[][]>((done, own) => done.flatMap((before) => own.map((run) => [...before, run])), [[]]);
  return combined.map((block) => ({
    input: 0,
    from: block.reduce((from, run, axis) => from + run.from * (strides[axis] as number), 0),
    steps: block.map(({ step }, axis) => step * (strides[axis] as number)),
    at: block.map(({ at }) => at),
    shape: block.map(({ count }) => count),
  }));
}
