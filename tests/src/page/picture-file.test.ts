import { expect, test } from "vitest";
import { chartMarkup } from "../../../src/page/chart/chart-markup.ts";
import { looks } from "../../../src/page/chart/looks.ts";
import { placeChart } from "../../../src/page/chart/place-chart.ts";
import { markup, markupText } from "../../../src/page/markup.ts";
import { pictureFile } from "../../../src/page/picture-file.ts";
import { colorsOf, colorVariables } from "../../../src/page/style.ts";

test("names in a chart stay text, whatever they say", () => {
  const hostile = "</text><script>\"&'";
  const axis = { range: [0, 1], ticks: [{ at: 0, text: hostile }], name: hostile } as const;
  const chart = placeChart({
    ...{ width: 300, height: 100, fontSize: 11, margins: { top: 8, right: 60, bottom: 24, left: 40 }, x: axis, y: axis },
    curves: [{ points: [[0, 1]], look: { color: "--ink", dash: "" }, label: hostile }],
  });
  const text = markupText(markup("svg", { "aria-label": hostile }, [chartMarkup(chart)]));
  expect(text).not.toContain("<script");
  expect(text.match(/&lt;\/text&gt;&lt;script&gt;&quot;&amp;'/g)).toHaveLength(6);
  expect(markupText(markup("path", { d: "M0 0", fill: undefined }))).toBe('<path d="M0 0"/>');
});

test("a picture of its own has light colours as attributes and, on dark systems, those of dark pages", () => {
  const file = pictureFile('<svg width="1"><path stroke="var(--input-line)" fill="var(--paper)"/><g fill="var(--unknown)"/></svg>');
  expect(file).toBe(
    '<svg width="1"><style>@media (prefers-color-scheme:dark){[stroke="#0072B2"]{stroke:#56B4E9}[fill="#FFFFFF"]{fill:#0D1117}}</style>' +
      '<path stroke="#0072B2" fill="#FFFFFF"/><g fill="var(--unknown)"/></svg>',
  );
});

test("the colours of a variable are those that pages have, light and dark", () => {
  const [light, dark] = colorVariables(":root").split("@media");
  for (const name of ["--ink", "--soft-ink", "--rule", "--edge", "--accent", "--changed-line", ...looks.map(({ color }) => color)]) {
    expect(light).toContain(`${name}:${colorsOf(name)?.light};`);
    expect(dark).toContain(`${name}:${colorsOf(name)?.dark};`);
  }
});
