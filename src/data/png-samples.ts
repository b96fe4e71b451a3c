export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample. */
  readonly depth: number;
  readonly colourType: number;
  /** Samples of a pixel as they are stored: one, where it is a place in a palette. */
  readonly channels: number;
  readonly interlaced: boolean;
}

/** Which pixels a pass has: from a first one, every so-manyth. */
type Pass = readonly [x: number, y: number, dx: number, dy: number];

/** Adam7: what is seen of an image grows from an eighth of its lines. */
const interlaced: readonly Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];
const whole: readonly Pass[] = [[0, 0, 1, 1]];

/** The passes that have pixels, with the size of each and the bytes of its lines, without the filter's byte before each line. */
function passesOf({ width, height, depth, channels, interlaced: passes }: PngHeader) {
  return (passes ? interlaced : whole)
    .map(([x, y, dx, dy]) => ({ x, y, dx, dy, columns: Math.ceil((width - x) / dx), lines: Math.ceil((height - y) / dy) }))
    .filter(({ columns, lines }) => columns > 0 && lines > 0)
    .map((pass) => ({ ...pass, bytes: Math.ceil((pass.columns * channels * depth) / 8) }));
}

/** How many bytes the pixels take that deflate packed. */
export const bytesOfImage = (header: PngHeader): number => passesOf(header).reduce((sum, { lines, bytes }) => sum + lines * (1 + bytes), 0);

/**
 * The samples of an image, [height, width, channels], of its lines as they were unpacked, which lose their filters here.
 * `damaged` is called for a filter that there is not.
 */
export function samplesOf(
  header: PngHeader,
  data: Uint8Array,
  damaged: (expected: string, actual: string) => never,
): Uint8Array | Uint16Array {
  const { width, height, depth, channels } = header;
  const count = width * height * channels;
  const samples = depth === 16 ? new Uint16Array(count) : new Uint8Array(count);
  const mask = 2 ** depth - 1;
  let at = 0;
  for (const { x, y, dx, dy, columns, lines, bytes } of passesOf(header)) {
    let above = new Uint8Array(bytes);
    for (let row = 0; row < lines; row++, at += 1 + bytes) {
      const line = data.subarray(at + 1, at + 1 + bytes);
      unfilter(data[at] as number, line, above, Math.max(1, (channels * depth) >> 3), damaged);
      above = line as Uint8Array<ArrayBuffer>;
      for (let i = 0; i < columns * channels; i++) {
        const pixel = (y + row * dy) * width + x + Math.floor(i / channels) * dx;
        const bit = i * depth;
        samples[pixel * channels + (i % channels)] =
          depth === 16
            ? 256 * (line[2 * i] as number) + (line[2 * i + 1] as number)
            : ((line[bit >> 3] as number) >> (8 - depth - (bit & 7))) & mask;
      }
    }
  }
  return samples;
}

/** Adds to the bytes of a line, in place, what they were predicted to be by the pixel before, by the line above, or by both. */
function unfilter(
  filter: number,
  line: Uint8Array,
  above: Uint8Array,
  pixel: number,
  damaged: (expected: string, actual: string) => never,
): void {
  if (filter > 4) damaged("the filter of a line must be 0 … 4", String(filter));
  for (let i = 0; filter > 0 && i < line.length; i++) {
    const a = i < pixel ? 0 : (line[i - pixel] as number);
    const b = above[i] as number;
    const c = i < pixel ? 0 : (above[i - pixel] as number);
    const predicted = filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : nearest(a, b, c);
    line[i] = (line[i] as number) + predicted;
  }
}

/** Of left, above and above left the one nearest to a + b − c, in this order where two are equally near. Source: Paeth. */
function nearest(a: number, b: number, c: number): number {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
}
