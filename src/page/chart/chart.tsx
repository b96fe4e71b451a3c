import { useEffect, useRef, useState } from "preact/hooks";
import { Marked } from "../marked.tsx";
import { markup } from "../markup.ts";
import { chartMarkup } from "./chart-markup.ts";
import { type Followed, followPointers } from "./follow-pointers.ts";
import type { Look } from "./looks.ts";
import { type Axis, type ChartSpec, placeChart, roomForLabels } from "./place-chart.ts";
import { place } from "./scale.ts";
import type { Point } from "./thin.ts";

/** A line of values over the x that all lines of a chart have. */
export interface ValueCurve {
  readonly name: string;
  readonly look: Pick<Look, "color" | "dash">;
  /** By x; what is null or not finite is left out. */
  readonly values: readonly (number | null)[];
}

export interface ChartProps {
  /** What is read aloud, such as "loss by epoch". */
  readonly label: string;
  /** What x counts, such as "epoch". */
  readonly unit: string;
  /** Rising. */
  readonly x: readonly number[];
  readonly curves: readonly ValueCurve[];
  readonly across: Axis;
  readonly up: Axis;
  /** In px. */
  readonly height: number;
  /** px left of the frame: as many as the names of ticks need, where it is left out. */
  readonly left?: number;
  /** Whether curves are named beside their ends. */
  readonly hasLabels?: boolean;
  /** An x at which a line stands. */
  readonly at?: number | undefined;
}

const fontSize = 11;

/** px left of the frame that the names of ticks need, those of all these axes. */
export const roomForTicks = (...axes: readonly Axis[]): number =>
  roomForLabels(
    axes.flatMap(({ ticks }) => ticks.map(({ text }) => text)),
    fontSize,
  ) + 6;

/** Curves over a common x, as wide as there is room, whose values are shown where a reader points. */
export function Chart({ label, unit, x, curves, across, up, height, left, hasLabels = false, at }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const names = hasLabels ? curves.map(({ name }) => name) : [];
  const spec: ChartSpec = {
    ...{ width, height, fontSize, x: across, y: up, at },
    margins: {
      top: 8,
      bottom: 24,
      left: left ?? roomForTicks(up),
      right: hasLabels ? roomForLabels(names, fontSize) + 4 : 8,
    },
    curves: curves.map(({ name, look, values }) => ({ points: pointsOf(x, values), look, ...(hasLabels && { label: name }) })),
  };
  const chart = placeChart(spec);
  const latest = useRef({ chart, x, curves });
  latest.current = { chart, x, curves };
  const again = useRef<() => void>(undefined);
  useEffect(() => {
    const element = box.current as HTMLDivElement;
    const measure = (): void => setWidth(Math.round(element.clientWidth));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    const followed: Followed = {
      ...{ box: element, label, unit },
      drawing: () => {
        const svg = element.querySelector("svg");
        return svg === null ? undefined : { svg, x: latest.current.chart.x, y: latest.current.chart.y };
      },
      readings: () => ({
        x: latest.current.x,
        curves: latest.current.curves.map(({ name, look: { color }, values }) => ({ name, color, values })),
      }),
    };
    again.current = followPointers([followed], place);
    return () => observer.disconnect();
  }, []);
  // What is read stays where it was in time.
  useEffect(() => again.current?.());
  return (
    <div class="chart" ref={box} style={{ minHeight: `${height}px` }}>
      {width > 0 && (
        <Marked of={markup("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" }, [chartMarkup(chart)])} />
      )}
    </div>
  );
}

function pointsOf(x: readonly number[], values: readonly (number | null)[]): Point[] {
  const points: Point[] = [];
  for (let i = 0; i < x.length; i++) if (Number.isFinite(values[i])) points.push([x[i] as number, values[i] as number]);
  return points;
}
