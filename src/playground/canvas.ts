import type { Theme } from "./colors.ts";

/** The drawing context of a canvas that fills its place, in CSS pixels; undefined while it has none. */
export function contextOf(
  canvas: HTMLCanvasElement,
): { readonly context: CanvasRenderingContext2D; readonly width: number; readonly height: number } | undefined {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (width === 0 || height === 0) return undefined;
  const ratio = Math.min(2, devicePixelRatio);
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** A small image that is painted pixel by pixel and drawn larger. */
export class Tile {
  readonly #canvas = new OffscreenCanvas(1, 1);
  #image: ImageData | undefined;
  pixels: Uint32Array = new Uint32Array(0);

  resize(width: number, height: number): Uint32Array {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.#image.data.buffer);
    }
    return this.pixels;
  }

  drawOn(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
    this.#canvas.getContext("2d")?.putImageData(this.#image as ImageData, 0, 0);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#canvas, x, y, width, height);
  }
}

/** The theme that an element is shown in. */
export function themeOf(element: Element): Theme {
  const host = (element.getRootNode() as ShadowRoot).host ?? document.documentElement;
  const given = host.getAttribute("data-theme") ?? document.documentElement.getAttribute("data-theme");
  if (given === "light" || given === "dark") return given;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** A colour of the page's style, such as "--ink". */
export const styleColor = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
