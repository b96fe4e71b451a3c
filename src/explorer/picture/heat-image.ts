import type { NdArray } from "../../../graph/ndarray.ts";

/*
 * The elements of a value as a small picture: blue above zero, orange below, paler the smaller, red where there is no finite number. It lets
 * the ground through, so that it is the same on a light and a dark page.
 */

/** Elements of a side at most; more are drawn as the means of those that fall into one place. */
export const mostPixels = 64;
/** Elements that are looked at for one place at most. */
const mostLooks = 16;

/** Colours of what is above and below zero, and of what is no finite number, as red, green, blue. */
export interface HeatColors {
  readonly positive: readonly [number, number, number];
  readonly negative: readonly [number, number, number];
  readonly alarm: readonly [number, number, number];
}

/** Rows and columns of a value: leading axes of a tensor of more than two are rows, too. */
export function gridOf({ shape, data }: Pick<NdArray, "shape" | "data">): { readonly rows: number; readonly columns: number } {
  const columns = shape.at(-1) ?? 1;
  return { rows: columns === 0 ? 0 : data.length / columns, columns };
}

/** Means of at most 64 × 64 places, row by row; NaN where one of them is not finite. */
export function pooled({ data, shape }: Pick<NdArray, "shape" | "data">): { width: number; height: number; values: Float64Array } {
  const { rows, columns } = gridOf({ data, shape });
  const [width, height] = [Math.min(columns, mostPixels), Math.min(rows, mostPixels)];
  const values = new Float64Array(width * height);
  const edgesOf = (count: number, size: number): Int32Array =>
    Int32Array.from({ length: size + 1 }, (_, i) => Math.floor((i * count) / size));
  const [down, across] = [edgesOf(rows, height), edgesOf(columns, width)];
  const side = Math.sqrt(mostLooks);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [down[y] as number, down[y + 1] as number];
    const stepDown = Math.max(1, Math.ceil((bottom - top) / side));
    for (let x = 0; x < width; x++) {
      const [left, right] = [across[x] as number, across[x + 1] as number];
      const stepAcross = Math.max(1, Math.ceil((right - left) / side));
      let [sum, count] = [0, 0];
      for (let row = top; row < bottom; row += stepDown) {
        for (let column = left; column < right; column += stepAcross) {
          sum += data[row * columns + column] as number;
          count++;
        }
      }
      const mean = sum / count;
      values[y * width + x] = Number.isFinite(mean) ? mean : Number.NaN;
    }
  }
  return { width, height, values };
}

/** Steps on either side of zero; what is above them is not finite. */
const steps = 100;
const alarmIndex = 2 * steps + 1;

/** Where a value stands among the colours: 0 at the most negative, 100 at zero, 200 at the most positive. */
export function colorIndices(values: Float64Array): Uint8Array {
  let most = 0;
  for (const x of values) if (Math.abs(x) > most) most = Math.abs(x);
  return Uint8Array.from(values, (x) => {
    if (Number.isNaN(x)) return alarmIndex;
    const strength = most === 0 || x === 0 ? 0 : Math.max(1, Math.round((steps * Math.abs(x)) / most));
    return x < 0 ? steps - strength : steps + strength;
  });
}

/** A PNG as a data URL: colours by number, nothing compressed, for it is small and there is no time. Source: PNG specification, 3rd edition. */
export function heatImage(value: Pick<NdArray, "shape" | "data">, colors: HeatColors): string {
  const { width, height, values } = pooled(value);
  if (width === 0 || height === 0) return "";
  const pixels = colorIndices(values);
  const raw = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3], 8);
  const parts = [signature, chunk("IHDR", header), paletteOf(colors), chunk("IDAT", stored(raw)), chunk("IEND", new Uint8Array(0))];
  return `data:image/png;base64,${base64(parts)}`;
}

const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

const palettes = new WeakMap<HeatColors, Uint8Array>();

/** Colours and how much of the ground they let through. */
function paletteOf(colors: HeatColors): Uint8Array {
  const known = palettes.get(colors);
  if (known !== undefined) return known;
  const rgb = new Uint8Array(3 * (alarmIndex + 1));
  const alpha = new Uint8Array(alarmIndex + 1);
  for (let i = 0; i < alarmIndex; i++) {
    rgb.set(i < steps ? colors.negative : colors.positive, 3 * i);
    const strength = Math.abs(i - steps) / steps;
    alpha[i] = Math.round(255 * (strength === 0 ? 0 : 0.08 + 0.87 * strength));
  }
  rgb.set(colors.alarm, 3 * alarmIndex);
  alpha[alarmIndex] = 255;
  const both = joined([chunk("PLTE", rgb), chunk("tRNS", alpha)]);
  palettes.set(colors, both);
  return both;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function chunk(type: string, data: Uint8Array): Uint8Array {
  const all = new Uint8Array(12 + data.length);
  const view = new DataView(all.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) all[4 + i] = type.charCodeAt(i);
  all.set(data, 8);
  let crc = 0xffffffff;
  for (let i = 4; i < 8 + data.length; i++) crc = (crcTable[(crc ^ (all[i] as number)) & 255] as number) ^ (crc >>> 8);
  view.setUint32(8 + data.length, ~crc >>> 0);
  return all;
}

/** Bytes as a zlib stream of one block that is stored as it is. Source: RFC 1950 and 1951. */
function stored(data: Uint8Array): Uint8Array {
  const all = new Uint8Array(data.length + 11);
  const view = new DataView(all.buffer);
  all.set([0x78, 0x01, 1]);
  view.setUint16(3, data.length, true);
  view.setUint16(5, ~data.length & 0xffff, true);
  all.set(data, 7);
  let [a, b] = [1, 0];
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  view.setUint32(7 + data.length, b * 65536 + a);
  return all;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const base64 = (parts: readonly Uint8Array[]): string => btoa(String.fromCharCode(...joined(parts)));
