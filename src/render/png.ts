import { checkOptions } from "../../graph/check-options.ts";
import { FormatError, GraphError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import { converters, findProgram, runProgram } from "./converters.ts";

export interface PngOptions {
  /** Pixels per CSS pixel of the SVG; default 1. */
  readonly scale?: number;
  /** Time limit of one converter in ms; default 30 000. */
  readonly timeout?: number;
  /** Folders to look for a converter in, written as PATH is; default PATH itself. */
  readonly path?: string;
}

/**
 * SVG text → the bytes of a PNG, through the first program on PATH that can:
 * rsvg-convert, resvg, inkscape, or ImageMagick's magick or convert.
 * Errors: FormatError when `svg` is no SVG; GraphError when there is no converter or none makes a PNG.
 */
export async function png(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  checkOptions("png", options, ["scale", "timeout", "path"]);
  const { scale = 1, timeout = 30_000, path = process.env.PATH ?? "" } = options;
  if (typeof svg !== "string" || !/<svg[\s>]/.test(svg)) {
    throw new FormatError("png: needs the text of an SVG, got something else; make one with svg()", {
      code: "not-an-svg",
      expected: "<svg",
    });
  }
  for (const [option, value] of Object.entries({ scale, timeout })) {
    if (!(Number.isFinite(value) && value > 0)) {
      throw new GraphError(`png: ${option} must be a finite number above 0, got ${showValue(value)}; correct the option`, {
        code: "bad-option",
        expected: "a finite number above 0",
        actual: showValue(value),
      });
    }
  }
  const failures: string[] = [];
  for (const { name, args } of converters) {
    const file = await findProgram(name, path);
    if (file === undefined) continue;
    const result = await runProgram(file, args(scale), svg, timeout);
    if (isPng(result)) return result;
    failures.push(`${name}: ${typeof result === "string" ? result : "no PNG"}`);
  }
  throw failures.length === 0 ? noConverter() : noneWorks(failures);
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const isPng = (result: Uint8Array | string): result is Uint8Array =>
  typeof result !== "string" && signature.every((byte, i) => result[i] === byte);

const cure = "install librsvg (apt install librsvg2-bin, brew install librsvg) or open the SVG in a browser";

const noConverter = (): GraphError => {
  const names = converters.map(({ name }) => name).join(", ");
  return new GraphError(`png: needs one of ${names} on PATH, got none; ${cure}`, { code: "no-converter", expected: names, actual: "none" });
};

const noneWorks = (failures: readonly string[]): GraphError =>
  new GraphError(`png: a converter must make a PNG of the SVG, got ${failures.map((failure) => `"${failure}"`).join(", ")}; ${cure}`, {
    code: "converter-failed",
    expected: "a PNG",
    actual: failures.join("; "),
  });
