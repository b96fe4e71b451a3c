import type { Scale } from "./scale.ts";

/** A curve whose values are read where a reader points. */
export interface ReadCurve {
  readonly name: string;
  /** A colour of the pages' style, such as "--accent". */
  readonly color: string;
  /** By x; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** A chart that readings are shown upon. */
export interface Followed {
  /** What the drawing fills, and nothing else. */
  readonly box: HTMLElement;
  /** What is read aloud, such as "loss by epoch". */
  readonly label: string;
  /** What x counts, such as "epoch". */
  readonly unit: string;
  /** The drawing that is seen, and how it places values; undefined while there is none. */
  drawing(): { readonly svg: SVGSVGElement; readonly x: Scale; readonly y: Scale } | undefined;
  /** x of all points, rising, and what is read there. */
  readings(): { readonly x: readonly number[]; readonly curves: readonly ReadCurve[] };
}

/**
 * Where a reader points at a chart, with a mouse, a finger or the arrow keys, each of these charts shows the values at that x: a line, a
 * dot upon each curve, and the values in words. What is returned shows them again where the drawings are others.
 *
 * It needs nothing but its arguments and a document: the report of a training holds its text as the script of its page.
 */
export function followPointers(charts: readonly Followed[], place: (scale: Scale, value: number) => number): () => void {
  const add = (parent: HTMLElement, name: string): HTMLElement => {
    const part = document.createElement("div");
    part.className = name;
    return parent.appendChild(part);
  };
  const cursors = charts.map((chart) => {
    const whole = add(chart.box, "cursor");
    whole.hidden = true;
    return { chart, whole, line: add(whole, "cursor-line"), dots: [] as HTMLElement[], words: add(whole, "cursor-values") };
  });
  let current: number | undefined;
  // What the keys have found stays until the mouse moves: a page that moves below one that lies still tells of it, too.
  let isKeyed = false;
  let lies: string | undefined;
  const isStill = ({ type, clientX, clientY }: PointerEvent): boolean => {
    const where = `${clientX} ${clientY}`;
    if (type === "pointerdown" || (lies !== undefined && lies !== where)) isKeyed = false;
    lies = where;
    return isKeyed;
  };

  const nearest = (all: readonly number[], x: number): number =>
    all.reduce((best, one, i) => (Math.abs(one - x) < Math.abs((all[best] as number) - x) ? i : best), 0);

  const show = (x: number): void => {
    current = x;
    for (const { chart, whole, line, dots, words } of cursors) {
      const drawing = chart.drawing();
      const { x: all, curves } = chart.readings();
      whole.hidden = drawing === undefined || all.length === 0;
      if (drawing === undefined || all.length === 0) continue;
      const i = nearest(all, x);
      const { width, height } = drawing.svg.viewBox.baseVal;
      const at = all[i] as number;
      const left = (100 * place(drawing.x, at)) / width;
      const top = (100 * Math.min(drawing.y.from, drawing.y.to)) / height;
      line.style.cssText = `left:${left}%;top:${top}%;height:${(100 * Math.abs(drawing.y.to - drawing.y.from)) / height}%`;
      while (dots.length < curves.length) dots.push(add(whole, "cursor-dot"));
      const texts = [`${chart.unit} ${at.toLocaleString("en")}`];
      for (const [k, dot] of dots.entries()) {
        const { name = "", color = "", values = [] } = curves[k] ?? {};
        const value = values[i] ?? null;
        dot.hidden = value === null;
        if (value === null) continue;
        texts.push(`${name} ${Number(value.toPrecision(6))}`);
        dot.style.cssText = `left:${left}%;top:${(100 * place(drawing.y, value)) / height}%;background:var(${color})`;
      }
      words.textContent = texts.join("\n");
      // Beside the line, on the side where there is room, and where a finger does not cover it.
      words.style.cssText = `${left > 50 ? `right:${100 - left}` : `left:${left}`}%;top:${top}%`;
      chart.box.setAttribute("aria-valuenow", String(at));
      chart.box.setAttribute("aria-valuetext", texts.join(", "));
    }
  };
  const hide = (): void => {
    current = undefined;
    for (const { whole } of cursors) whole.hidden = true;
  };

  const setEnds = ({ box, readings }: Followed): void => {
    const { x: all } = readings();
    box.setAttribute("aria-valuemin", String(all[0] ?? 0));
    box.setAttribute("aria-valuemax", String(all.at(-1) ?? 0));
    if (current === undefined) box.setAttribute("aria-valuenow", String(all.at(-1) ?? 0));
  };

  const infinite = Number.POSITIVE_INFINITY;
  const strides = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -infinite, End: infinite };
  for (const chart of charts) {
    const { box, label } = chart;
    const point = (event: PointerEvent): void => {
      const drawing = chart.drawing();
      const { x: all } = chart.readings();
      if (isStill(event) || drawing === undefined || all.length === 0) return;
      const { left, width } = drawing.svg.getBoundingClientRect();
      const across = ((event.clientX - left) / width) * drawing.svg.viewBox.baseVal.width;
      const places = all.map((x) => place(drawing.x, x));
      show(all[nearest(places, across)] as number);
    };
    for (const [name, value] of Object.entries({ role: "slider", tabindex: "0", "aria-label": label })) box.setAttribute(name, value);
    setEnds(chart);
    box.addEventListener("pointermove", point);
    box.addEventListener("pointerdown", point);
    box.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && !isKeyed && hide());
    box.addEventListener("focus", () => {
      const last = chart.readings().x.at(-1);
      if (box.matches(":focus-visible") && last !== undefined) show(current ?? last);
    });
    box.addEventListener("blur", hide);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && current !== undefined) {
        event.preventDefault();
        hide();
      }
      const stride = strides[event.key as keyof typeof strides];
      const { x: all } = chart.readings();
      if (stride === undefined || all.length === 0) return;
      event.preventDefault();
      isKeyed = true;
      lies = undefined;
      const at = current === undefined ? all.length - 1 : nearest(all, current);
      show(all[Math.min(all.length - 1, Math.max(0, at + stride))] as number);
    });
  }
  return () => {
    for (const { chart } of cursors) setEnds(chart);
    if (current !== undefined) show(current);
  };
}
