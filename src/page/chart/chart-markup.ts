import { type Markup, markup } from "../markup.ts";
import type { PlacedChart, PlacedPath, PlacedText } from "./place-chart.ts";

/** A placed chart as a part of an SVG: its colours are variables of the pages' style. */
export const chartMarkup = ({ fontSize, paths, texts, labels }: PlacedChart): Markup =>
  markup("g", { "font-size": fontSize, fill: "none", "stroke-linejoin": "round" }, [
    ...paths.map(pathMarkup),
    markup(
      "g",
      { fill: "var(--soft-ink)" },
      texts.map((text) => textMarkup(text)),
    ),
    ...labels.map((label) => textMarkup(label, label.color)),
  ]);

export const pathMarkup = ({ path, line, width, dash, fill, opacity }: PlacedPath): Markup =>
  markup("path", {
    d: path,
    stroke: line && `var(${line})`,
    "stroke-width": width === 1 ? undefined : width,
    "stroke-dasharray": dash,
    fill: fill && `var(${fill})`,
    "fill-opacity": opacity,
    "fill-rule": opacity === undefined ? undefined : "evenodd",
  });

const textMarkup = ({ x, y, text, anchor, turn }: PlacedText, color?: string): Markup => {
  const [left, top] = [short(x), short(y)];
  return markup(
    "text",
    {
      x: left,
      y: top,
      "text-anchor": anchor === "start" ? undefined : anchor,
      transform: turn === undefined ? undefined : `rotate(${turn} ${left} ${top})`,
      fill: color && `var(${color})`,
    },
    [text],
  );
};

const short = (value: number): number => Number(value.toFixed(1));
