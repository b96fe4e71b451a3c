import { contextOf, Tile, themeOf } from "./canvas.ts";
import {
  type Color,
  classColors,
  classShapes,
  classTable,
  css,
  paintClasses,
  paintNumbers,
  paintTwoClasses,
  signColors,
  signTable,
  type Theme,
} from "./colors.ts";
import type { Built, State } from "./protocol.ts";

/** Draws the plane: what the network says everywhere, and the points that it learns from. */
export class PlanePainter {
  readonly #tile = new Tile();
  readonly #tables = new Map<string, Uint32Array>();

  paint(canvas: HTMLCanvasElement, built: Built, state: State, followed: readonly number[] | undefined): void {
    const place = contextOf(canvas);
    if (place === undefined) return;
    const theme = themeOf(canvas);
    const { context, width, height } = place;
    const scale = scaleOf(built, width, height);
    if (built.task.features === 1) this.#curve(context, built, state, scale, theme);
    else this.#plane(context, built, state, [width, height], theme);
    points(context, built, scale, theme);
    if (followed !== undefined)
      crosshair(context, scale.at(followed[0] as number, followed[1] ?? valueAt(state, built, followed)), theme, [width, height]);
  }

  #plane(
    context: CanvasRenderingContext2D,
    { task }: Built,
    { plane, grid }: State,
    [width, height]: readonly [number, number],
    theme: Theme,
  ): void {
    const pixels = this.#tile.resize(grid, grid);
    if (task.kind === "numbers")
      paintNumbers(
        pixels,
        plane,
        largest(plane),
        this.#table(`signs ${theme}`, () => signTable(theme)),
      );
    else {
      const table = this.#table(`${task.classes} ${theme}`, () => classTable(theme, task.classes));
      if (task.kind === "classes") paintClasses(pixels, plane, task.classes, table);
      else paintTwoClasses(pixels, plane, table);
    }
    this.#tile.drawOn(context, 0, 0, width, height);
  }

  /** Of one feature: the prediction above it. */
  #curve(context: CanvasRenderingContext2D, { view }: Built, { plane, grid }: State, { at }: Scale, theme: Theme): void {
    context.beginPath();
    for (let i = 0; i < grid; i++) {
      const [x, y] = at(view.left + ((view.right - view.left) * (i + 0.5)) / grid, plane[i] as number);
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.strokeStyle = css(signColors[theme].negative);
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.stroke();
  }

  #table(name: string, make: () => Uint32Array): Uint32Array {
    const known = this.#tables.get(name) ?? make();
    this.#tables.set(name, known);
    return known;
  }
}

/** From coordinates of the data to pixels. */
export interface Scale {
  at(x: number, y: number): readonly [number, number];
  from(x: number, y: number): readonly [number, number];
}

export function scaleOf({ view: { left, right, bottom, top } }: Pick<Built, "view">, width: number, height: number): Scale {
  return {
    at: (x, y) => [((x - left) / (right - left)) * width, ((top - y) / (top - bottom)) * height],
    from: (x, y) => [left + (x / width) * (right - left), top - (y / height) * (top - bottom)],
  };
}

const largest = (values: Float32Array): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

/** What the network says at a point of one feature. */
const valueAt = ({ plane, grid }: State, { view }: Built, [x = 0]: readonly number[]): number =>
  plane[Math.max(0, Math.min(grid - 1, Math.floor(((x - view.left) / (view.right - view.left)) * grid)))] as number;

function points(context: CanvasRenderingContext2D, built: Built, scale: Scale, theme: Theme): void {
  const { X, y, tested, task } = built;
  const count = y.length;
  const size = count > 1500 ? 2 : count > 600 ? 2.6 : 3.4;
  const paper = css(signColors[theme].paper);
  const most = task.kind === "numbers" ? largest(y as Float32Array) : 1;
  const colorOf = (row: number): Color => {
    if (task.kind !== "numbers") return classColors[y[row] as number] as Color;
    const value = (y[row] as number) / (most || 1);
    return task.features === 1 ? signColors[theme].positive : value < 0 ? signColors[theme].negative : signColors[theme].positive;
  };
  const groups = task.kind === "numbers" ? [undefined] : Array.from({ length: task.classes }, (_, label) => label);
  for (const label of groups) {
    for (const isTested of [0, 1]) {
      context.beginPath();
      for (let row = 0; row < count; row++) {
        if (tested[row] !== isTested || (label !== undefined && y[row] !== label)) continue;
        const [px, py] = scale.at(
          X[row * task.features] as number,
          task.features === 1 ? (y[row] as number) : (X[row * task.features + 1] as number),
        );
        if (label === undefined && task.features > 1) {
          context.fillStyle = css(colorOf(row), 0.25 + 0.75 * Math.min(1, Math.abs(y[row] as number) / (most || 1)));
          context.beginPath();
          mark(context, "circle", px, py, size);
          context.fill();
          context.strokeStyle = isTested ? css(signColors[theme].paper) : css([110, 118, 129]);
          context.lineWidth = isTested ? 1.6 : 0.6;
          context.stroke();
          continue;
        }
        mark(context, classShapes[label ?? 0] as (typeof classShapes)[number], px, py, size);
      }
      if (label === undefined && task.features > 1) continue;
      const color = label === undefined ? signColors[theme].positive : (classColors[label] as Color);
      context.lineWidth = isTested ? 3.4 : 1.2;
      context.strokeStyle = paper;
      context.stroke();
      // Points that are measured and not trained on are rings.
      context.fillStyle = isTested ? paper : css(color);
      context.fill();
      if (!isTested) continue;
      context.lineWidth = 1.6;
      context.strokeStyle = css(color);
      context.stroke();
    }
  }
}

function mark(context: CanvasRenderingContext2D, shape: (typeof classShapes)[number], x: number, y: number, size: number): void {
  if (shape === "circle") {
    context.moveTo(x + size, y);
    context.arc(x, y, size, 0, 7);
  } else if (shape === "square") context.rect(x - size * 0.88, y - size * 0.88, size * 1.76, size * 1.76);
  else {
    const corners = {
      triangle: [0, -1.25, 1.1, 0.85, -1.1, 0.85],
      diamond: [0, -1.35, 1.35, 0, 0, 1.35, -1.35, 0],
      cross: [
        -0.5, -1.3, 0.5, -1.3, 0.5, -0.5, 1.3, -0.5, 1.3, 0.5, 0.5, 0.5, 0.5, 1.3, -0.5, 1.3, -0.5, 0.5, -1.3, 0.5, -1.3, -0.5, -0.5, -0.5,
      ],
    }[shape];
    for (let i = 0; i < corners.length; i += 2) {
      const [cx, cy] = [x + size * (corners[i] as number), y + size * (corners[i + 1] as number)];
      if (i === 0) context.moveTo(cx, cy);
      else context.lineTo(cx, cy);
    }
    context.closePath();
  }
}

function crosshair(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  theme: Theme,
  [width, height]: readonly [number, number],
): void {
  const ink = theme === "dark" ? "#fff" : "#111";
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(width, y);
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.arc(x, y, 7, 0, 7);
  context.lineWidth = 2;
  context.stroke();
}
