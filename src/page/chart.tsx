import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { onTheme } from "./on-theme.ts";

/** One line of a chart. */
export interface Curve {
  readonly label: string;
  /** A colour of the page's style, such as "--accent". */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** Told apart from another line in grey. */
  readonly isDashed?: boolean;
}

export interface ChartProps {
  /** The constructor of charts; undefined until it is loaded, and the place stays empty. */
  readonly make: typeof uPlot | undefined;
  readonly label: string;
  readonly x: readonly number[];
  readonly curves: readonly Curve[];
  readonly height: number;
  /** The least and greatest y; what the curves need where it is left out. */
  readonly range?: readonly [number, number];
  /** Another value: the chart is drawn anew where the same arrays have grown. */
  readonly version: unknown;
}

/** Lines over a common x, which is a count such as that of epochs. */
export function Chart({ make, label, x, curves, height, range, version }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const kinds = curves.map((curve) => `${curve.label} ${curve.color}`).join();
  // Made anew where its lines are others, and else given new data.
  useEffect(() => {
    const element = place.current;
    if (make === undefined || element === null) return;
    const made = new make(
      optionsOf(element, { label, curves, height, ...(range && { range }) }),
      [[...x], ...curves.map(({ values }) => [...values])] as uPlot.AlignedData,
      element,
    );
    chart.current = made;
    const observer = new ResizeObserver(() => element.clientWidth > 0 && made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const stop = onTheme(element, () => made.redraw());
    return () => {
      stop();
      observer.disconnect();
      made.destroy();
    };
  }, [make, kinds, height]);
  // The version says that there is more.
  useEffect(() => {
    chart.current?.setData([[...x], ...curves.map(({ values }) => [...values])] as uPlot.AlignedData);
  }, [version, kinds]);
  return <div class="chart" ref={place} role="img" aria-label={label} style={{ minHeight: `${height}px` }} />;
}

/** "20K", "1.5M", "0.005": what fits beside an axis. */
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

function optionsOf(element: Element, { curves, height, range }: Pick<ChartProps, "label" | "curves" | "height" | "range">): uPlot.Options {
  const color = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim() || name;
  const axis = {
    stroke: () => color("--soft-ink"),
    grid: { stroke: () => color("--rule"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
    labelFont: "11px system-ui, sans-serif",
  };
  return {
    width: element.clientWidth || 300,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 5 } },
    scales: {
      x: { time: false },
      y: range ? { range: [range[0], range[1]] } : { range: (_, least, most) => [Math.min(0, least ?? 0), (most ?? 1) * 1.05 || 1] },
    },
    axes: [
      { ...axis, size: 26, values: (_, splits) => splits.map((value) => compact.format(value)) },
      { ...axis, size: 40, values: (_, splits) => splits.map((value) => compact.format(value)) },
    ],
    series: [
      {},
      ...curves.map((curve) => ({
        label: curve.label,
        stroke: () => color(curve.color),
        width: 2,
        points: { show: false },
        ...(curve.isDashed && { dash: [6, 4] }),
      })),
    ],
  };
}
