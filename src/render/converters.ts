import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** A program that reads SVG from its standard input and writes PNG to its standard output. */
interface Converter {
  readonly name: string;
  /** Its arguments for pictures of `scale` × 96 dots per inch. */
  readonly args: (scale: number) => readonly string[];
}

/** Those that draw text and dashes best come first. */
export const converters: readonly Converter[] = [
  { name: "rsvg-convert", args: (scale) => ["--format=png", "--dpi-x=96", "--dpi-y=96", `--zoom=${scale}`] },
  { name: "resvg", args: (scale) => ["--dpi=96", `--zoom=${scale}`, "-", "-c"] },
  { name: "inkscape", args: (scale) => ["--pipe", "--export-type=png", "--export-filename=-", `--export-dpi=${96 * scale}`] },
  { name: "magick", args: (scale) => ["-density", String(96 * scale), "svg:-", "png:-"] },
  { name: "convert", args: (scale) => ["-density", String(96 * scale), "svg:-", "png:-"] },
];

/**
 * The file of a program in the folders of `path`, the first that can be executed. Windows starts .exe files only; its `convert` makes file
 * systems of other ones, and ImageMagick is called magick there.
 */
export async function findProgram(name: string, path: string, platform: string = process.platform): Promise<string | undefined> {
  const isWindows = platform === "win32";
  if (isWindows && name === "convert") return undefined;
  for (const folder of path.split(delimiter)) {
    if (folder === "") continue;
    const file = join(folder, isWindows ? `${name}.exe` : name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

/** What a program wrote to its standard output, or in one line why it failed. */
export const runProgram = (file: string, args: readonly string[], input: string, timeout: number): Promise<Uint8Array | string> =>
  new Promise((resolve) => {
    const options = { encoding: "buffer", timeout, killSignal: "SIGKILL", maxBuffer: 2 ** 30, windowsHide: true } as const;
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(new Uint8Array(stdout));
      else if (error.killed) resolve(`no answer within ${timeout} ms`);
      else resolve(firstLine(stderr.toString()) || firstLine(error.message));
    });
    // A program that ends without reading breaks the pipe; its own message says why.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });

const firstLine = (text: string): string => text.trim().split(/\r?\n/)[0] as string;
