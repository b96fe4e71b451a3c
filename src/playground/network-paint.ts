import { contextOf, styleColor, Tile, themeOf } from "./canvas.ts";
import { classColors, css, paintMap, signColors, signTable, type Theme } from "./colors.ts";
import type { LayerPlaces, NetworkPlaces, Place } from "./network-places.ts";
import type { Part } from "./playground.ts";
import type { Built, Numbers, State, UnitMaps } from "./protocol.ts";

/** What the lines show: weights, their gradients, or what the last step added. */
export type Shown = "weights" | "gradients" | "steps";

export interface NetworkLook {
  readonly built: Built;
  readonly state: State;
  readonly places: NetworkPlaces;
  /** Numbers of the lines, by parameter. */
  readonly lines: Numbers;
  readonly marked: Part | undefined;
}

/** Draws a network: a line for each weight, and for each unit what it makes of the plane. */
export class NetworkPainter {
  readonly #tile = new Tile();
  readonly #tables = new Map<string, Uint32Array>();

  paint(canvas: HTMLCanvasElement, look: NetworkLook): void {
    const place = contextOf(canvas);
    const { layers } = look.built;
    if (place === undefined || layers === undefined) return;
    const theme = themeOf(canvas);
    const { context } = place;
    for (const [i, { weights }] of layers.entries()) {
      const values = look.lines[weights];
      if (values !== undefined)
        lines(context, values, [look.places.layers[i] as LayerPlaces, look.places.layers[i + 1] as LayerPlaces], theme);
    }
    this.#markLine(context, look, styleColor(canvas, "--accent"));
    this.#inputs(context, look, theme);
    for (const [i, maps] of look.state.maps.entries()) this.#units(context, look, i, maps, theme);
    this.#frames(context, canvas, look);
  }

  #table(name: string, make: () => Uint32Array): Uint32Array {
    const known = this.#tables.get(name) ?? make();
    this.#tables.set(name, known);
    return known;
  }

  /** The inputs are the coordinates themselves. */
  #inputs(context: CanvasRenderingContext2D, { places: { layers } }: NetworkLook, theme: Theme): void {
    const { size, units } = layers[0] as LayerPlaces;
    const table = this.#table(`signs ${theme}`, () => signTable(theme));
    for (const [unit, { x, y }] of units.entries()) {
      const pixels = this.#tile.resize(16, 16);
      for (let i = 0; i < 256; i++) {
        const share = unit === 0 ? (i % 16) / 15 : unit === 1 ? 1 - Math.floor(i / 16) / 15 : 0.5;
        pixels[i] = table[Math.round(128 + 100 * (2 * share - 1))] as number;
      }
      this.#tile.drawOn(context, x - size / 2, y - size / 2, size, size);
    }
  }

  #units(context: CanvasRenderingContext2D, look: NetworkLook, layer: number, { bytes }: UnitMaps, theme: Theme): void {
    const { size, units } = look.places.layers[layer + 1] as LayerPlaces;
    const { mapGrid: grid } = look.state;
    const { features, kind } = look.built.task;
    const isOutput = layer === look.state.maps.length - 1;
    const table = (unit: number): Uint32Array =>
      isOutput && kind === "classes"
        ? this.#table(`class ${unit} ${theme}`, () => signTable(theme, classColors[unit]))
        : this.#table(`signs ${theme}`, () => signTable(theme));
    const rows = features === 1 ? 1 : grid;
    for (const [unit, { x, y }] of units.entries()) {
      const pixels = this.#tile.resize(grid, rows);
      paintMap(pixels, bytes, unit * grid * rows, table(unit));
      this.#tile.drawOn(context, x - size / 2, y - size / 2, size, size);
      if (features === 1) curveOf(context, bytes.subarray(unit * grid, (unit + 1) * grid), { x, y }, size, theme);
    }
  }

  /** Around each unit: dead ones are dashed, the one that is pointed at thick. */
  #frames(context: CanvasRenderingContext2D, canvas: HTMLCanvasElement, { places, state, marked }: NetworkLook): void {
    const [edge, accent, alarm, ink] = ["--edge", "--accent", "--alarm", "--ink"].map((name) => styleColor(canvas, name)) as [
      string,
      string,
      string,
      string,
    ];
    for (const [layer, { size, units }] of places.layers.entries()) {
      for (const [unit, { x, y }] of units.entries()) {
        const isDead = layer > 0 && state.health[layer - 1]?.dead[unit] === 1;
        const isMarked = marked?.kind === "unit" && marked.layer === layer - 1 && marked.unit === unit;
        context.strokeStyle = isMarked ? accent : isDead ? alarm : edge;
        context.lineWidth = isMarked ? 3 : isDead ? 2 : 1;
        context.setLineDash(isDead && !isMarked ? [3, 3] : []);
        context.strokeRect(x - size / 2, y - size / 2, size, size);
        const value = layer > 0 ? state.followed?.[layer - 1]?.[unit] : undefined;
        if (value === undefined || size < 26) continue;
        label(context, value.toFixed(2), { x, y: y + size / 2 - 6 }, styleColor(canvas, "--paper"), ink);
      }
    }
    context.setLineDash([]);
  }

  #markLine(context: CanvasRenderingContext2D, { places, marked }: NetworkLook, accent: string): void {
    if (marked?.kind !== "weight") return;
    const [before, after] = [places.layers[marked.layer] as LayerPlaces, places.layers[marked.layer + 1] as LayerPlaces];
    const [from, to] = [before.units[marked.from], after.units[marked.to]];
    if (from === undefined || to === undefined) return;
    context.beginPath();
    line(context, from, to, before.size, after.size);
    context.strokeStyle = accent;
    context.lineWidth = 4;
    context.stroke();
  }
}

function curveOf(context: CanvasRenderingContext2D, bytes: Uint8Array, { x, y }: Place, size: number, theme: Theme): void {
  context.beginPath();
  for (const [i, byte] of bytes.entries())
    context.lineTo(x - size / 2 + (size * i) / (bytes.length - 1), y - ((byte - 128) / 127) * size * 0.42);
  context.strokeStyle = theme === "dark" ? "#fff" : "#111";
  context.lineWidth = 1.2;
  context.stroke();
}

function label(context: CanvasRenderingContext2D, text: string, { x, y }: Place, paper: string, ink: string): void {
  context.font = "600 10px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = paper;
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
}

/** Strengths that lines are drawn in: one path for each is much faster than one for each line. */
const strengths = 8;
/** Of more lines between two layers, the faintest are haze that takes most of the time: they are left out. */
const mostLines = 700;

function lines(
  context: CanvasRenderingContext2D,
  values: Float32Array,
  [before, after]: readonly [LayerPlaces, LayerPlaces],
  theme: Theme,
): void {
  let most = 1e-12;
  for (const value of values) most = Math.max(most, Math.abs(value));
  const strengthOf = (value: number): number => Math.ceil((Math.abs(value) / most) * strengths);
  const counts = new Array<number>(strengths + 1).fill(0);
  for (const value of values) (counts[strengthOf(value)] as number)++;
  let [least, drawn] = [strengths, counts[strengths] as number];
  while (least > 1 && drawn + (counts[least - 1] as number) <= mostLines) drawn += counts[--least] as number;
  const width = after.units.length;
  const paths: [Path2D, boolean, number][] = [];
  const groups = new Map<number, Path2D>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const strength = strengthOf(value);
    if (strength < least || !Number.isFinite(strength)) continue;
    const key = value < 0 ? -strength : strength;
    let path = groups.get(key);
    if (path === undefined) {
      path = new Path2D();
      groups.set(key, path);
      paths.push([path, value < 0, strength / strengths]);
    }
    line(path, before.units[Math.floor(i / width)] as Place, after.units[i % width] as Place, before.size, after.size);
  }
  // Many lines are drawn fainter, so that the strong ones stand out.
  const crowd = Math.min(1, 90 / values.length + 0.25);
  const room = (after.units[0]?.x ?? 0) - (before.units[0]?.x ?? 0);
  const thickest = Math.min(values.length > mostLines ? 2 : 4, room / 32);
  paths.sort((a, b) => a[2] - b[2]);
  for (const [path, isNegative, share] of paths) {
    context.strokeStyle = css(
      isNegative ? signColors[theme].negative : signColors[theme].positive,
      Math.min(1, (0.18 + 0.72 * share) * (share > 0.6 ? 1 : crowd)),
    );
    context.lineWidth = 0.5 + thickest * share;
    // Those below 0 are dashed: told apart in grey.
    context.setLineDash(isNegative ? [7, 3] : []);
    context.stroke(path);
  }
  context.setLineDash([]);
}

function line(
  path: { moveTo(x: number, y: number): void; bezierCurveTo(a: number, b: number, c: number, d: number, x: number, y: number): void },
  from: Place,
  to: Place,
  size: number,
  sizeAfter: number,
): void {
  const [x0, x1] = [from.x + size / 2, to.x - sizeAfter / 2];
  const middle = (x0 + x1) / 2;
  path.moveTo(x0, from.y);
  path.bezierCurveTo(middle, from.y, middle, to.y, x1, to.y);
}
