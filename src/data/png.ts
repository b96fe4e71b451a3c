import type { DType } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { checkBytes } from "./check-arrays.ts";
import { crc32 } from "./crc32.ts";
import { hexadecimal, inflate } from "./inflate.ts";
import { joined } from "./joined.ts";
import { raiseOther } from "./other-content.ts";
import { bytesOfImage, type PngHeader, samplesOf } from "./png-samples.ts";
import { cutOff, problemsOf, type RaiseProblem } from "./raise-problem.ts";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const again = "copy or download the file again";
/** Of an image: a bit of a file may be a pixel of four numbers, so that few bytes would fill all memory. */
const mostPixels = 2 ** 28;

/** By colour type: how many samples a pixel has, and how many bits those may have. Of type 3 the sample is a place in the palette. */
const colourTypes: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** The chunks that are read, those of pixels joined. Others, such as texts and times, are left out. */
interface Chunks {
  readonly header: Uint8Array;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  readonly packed: Uint8Array;
}

/**
 * The pixels in the bytes of a PNG file: [height, width] of grey ones, else [height, width, channels], which are grey and opacity, red, green and blue, or
 * those and opacity. They are uint8, 0 … 255; of files with 16 bits a sample int32, 0 … 65535. Colours of a palette are written out. `name` stands in errors.
 *
 * Edges:   colours are as they are stored: gamma, profiles and premultiplication are nobody's business here.
 * Errors:  FormatError for another format, for bytes that are damaged, missing, or none that the standard knows, and for more than 2²⁸ pixels.
 * Source:  W3C: Portable Network Graphics (PNG) Specification, third edition.
 */
export function fromPng(bytes: Uint8Array, name = "the file"): NdArray {
  checkBytes("fromPng", bytes);
  const raise = problemsOf("png", name);
  if (!signature.every((byte, i) => bytes[i] === byte)) raiseOther(bytes, raise, "bad-png", "must be a PNG file", again);
  const { header: head, palette, transparency, packed } = chunksOf(bytes, raise);
  const header = headerOf(head, raise);
  const { width, height, depth, channels, colourType } = header;
  const damaged = (expected: string, actual: string): never => raise("bad-png", expected, actual, again);
  const size = bytesOfImage(header);
  // A zlib stream: two bytes before what deflate packed, a checksum of four behind it.
  const lines = inflate(packed.subarray(2, -4), size, damaged);
  if (lines.length !== size) damaged(`pixels must be ${size} bytes`, String(lines.length));
  const pixels = width * height;
  if (pixels > mostPixels) raise("bad-png", `an image must have at most ${mostPixels} pixels`, `${width} × ${height}`, "make it smaller");
  const samples = samplesOf(header, lines, damaged);
  if (colourType === 3) {
    if (palette === undefined) return damaged("colours must have a palette", "none");
    if (palette.length % 3 !== 0) damaged("a palette must be three bytes for each colour", `${palette.length} bytes`);
    const given = transparency === undefined ? 3 : 4;
    const coloured = new Uint8Array(pixels * given);
    for (let i = 0; i < pixels; i++) {
      const place = samples[i] as number;
      if (3 * place >= palette.length) damaged(`colours must be 0 … ${palette.length / 3 - 1}, as the palette has`, String(place));
      for (let c = 0; c < 3; c++) coloured[i * given + c] = palette[3 * place + c] as number;
      if (transparency !== undefined) coloured[i * given + 3] = transparency[place] ?? 255;
    }
    return new NdArray<DType>(coloured, [height, width, given], "uint8");
  }
  const clear = transparency === undefined || colourType > 3 ? undefined : keyOf(transparency, channels, damaged);
  const given = clear === undefined ? channels : channels + 1;
  const most = 2 ** depth - 1;
  const data = depth === 16 ? new Int32Array(pixels * given) : new Uint8Array(pixels * given);
  const scale = depth < 8 ? 255 / most : 1;
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < channels; c++) data[i * given + c] = (samples[i * channels + c] as number) * scale;
    if (clear !== undefined) data[i * given + channels] = clear.every((key, c) => samples[i * channels + c] === key) ? 0 : most * scale;
  }
  return new NdArray<DType>(data, given === 1 ? [height, width] : [height, width, given], depth === 16 ? "int32" : "uint8");
}

function chunksOf(bytes: Uint8Array, raise: RaiseProblem): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Map<string, Uint8Array[]>();
  for (let at = signature.length; !found.has("IEND"); ) {
    if (at + 12 > bytes.length) cutOff(raise, `${bytes.length} bytes, without the chunk IEND at their end`);
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) cutOff(raise, `${bytes.length} of at least ${end + 4} bytes`);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const [said, computed] = [view.getUint32(end), crc32(bytes.subarray(at + 4, end))];
    if (said !== computed) raise("bad-png", `the checksum of ${type} must be ${hexadecimal(said)}`, hexadecimal(computed), again);
    const data = bytes.subarray(at + 8, end);
    const before = found.get(type);
    if (before === undefined) found.set(type, [data]);
    else before.push(data);
    at = end + 4;
  }
  const only = (type: string): Uint8Array | undefined => found.get(type)?.[0];
  const header = only("IHDR") ?? new Uint8Array();
  return { header, palette: only("PLTE"), transparency: only("tRNS"), packed: joined(found.get("IDAT") ?? []) };
}

function headerOf(bytes: Uint8Array, raise: RaiseProblem): PngHeader {
  const damaged = (expected: string, actual: string): never => raise("bad-png", expected, actual, again);
  if (bytes.length !== 13) return damaged("the header must be 13 bytes", String(bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, packing, filters, interlaced] = bytes.subarray(8) as unknown as [number, number, number, number, number];
  const type = colourTypes[colourType];
  if (width === 0 || height === 0) return damaged("an image must have pixels", `${width} × ${height}`);
  if (type === undefined || !type.depths.includes(depth)) {
    return damaged("bits and colour type must be a pair of the standard", `${depth} and ${colourType}`);
  }
  if (packing !== 0 || filters !== 0 || interlaced > 1) {
    return damaged("packing, filters and interlacing must be 0, 0 and 0 or 1", `${packing}, ${filters} and ${interlaced}`);
  }
  return { width, height, depth, colourType, channels: type.channels, interlaced: interlaced === 1 };
}

/** The one colour that is clear, a sample of two bytes for each channel. */
function keyOf(bytes: Uint8Array, channels: number, damaged: (expected: string, actual: string) => never): number[] {
  if (bytes.length !== 2 * channels) damaged(`the colour that is clear must be ${2 * channels} bytes`, String(bytes.length));
  return Array.from({ length: channels }, (_, c) => 256 * (bytes[2 * c] as number) + (bytes[2 * c + 1] as number));
}
