import { checkOptions } from "../../graph/check-options.ts";
import { FormatError, GraphError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";

/* Takes the place of png.ts in a page, which has no programs but a canvas: see "browser" in package.json. */

/** What of a page is used; declared here, since Node has none of it. */
interface Page {
  readonly Image?: new () => { src: string; decode(): Promise<void>; readonly naturalWidth: number; readonly naturalHeight: number };
  readonly OffscreenCanvas?: new (
    width: number,
    height: number,
  ) => {
    getContext(kind: "2d"): { drawImage(image: unknown, x: number, y: number, width: number, height: number): void };
    convertToBlob(options: { readonly type: "image/png" }): Promise<Blob>;
  };
}

/**
 * SVG text → the bytes of a PNG, through a canvas. A Content-Security-Policy must allow img-src blob:.
 * Errors: FormatError when `svg` is no SVG; OpError for other options than `scale`; GraphError where there is no canvas, or no picture.
 */
export async function png(svg: string, options: { readonly scale?: number } = {}): Promise<Uint8Array> {
  checkOptions("png", options, ["scale"]);
  const { scale = 1 } = options;
  if (typeof svg !== "string" || !/<svg[\s>]/.test(svg)) {
    throw new FormatError("png: needs the text of an SVG, got something else; make one with svg()", {
      code: "not-an-svg",
      expected: "<svg",
    });
  }
  if (!(Number.isFinite(scale) && scale > 0)) {
    throw new GraphError(`png: scale must be a finite number above 0, got ${showValue(scale)}; correct the option`, {
      code: "bad-option",
      expected: "a finite number above 0",
      actual: showValue(scale),
    });
  }
  const { Image, OffscreenCanvas } = globalThis as Page;
  if (Image === undefined || OffscreenCanvas === undefined) {
    throw new GraphError("png: needs a page with a canvas, got none; convert the SVG in the page, not in a worker", {
      code: "no-converter",
      expected: "a canvas",
      actual: "none",
    });
  }
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const [width, height] = [Math.ceil(image.naturalWidth * scale), Math.ceil(image.naturalHeight * scale)];
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: "image/png" });
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    const actual = String((error as Error | undefined)?.message ?? error);
    throw new GraphError(
      `png: the page must draw the SVG, got "${actual}"; allow img-src blob: in its Content-Security-Policy, or take a smaller scale`,
      { code: "converter-failed", expected: "a PNG", actual },
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
