import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { converters, findProgram } from "../../../src/render/converters.ts";
import { layout } from "../../../src/render/layout.ts";
import { png } from "../../../src/render/png.ts";
import { lacks } from "../../lacks.ts";

const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="red"/></svg>';

/** A PNG of one transparent pixel. */
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dagrad-png-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A folder with programs of these names, each a script of Node. */
async function programs(scripts: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(folder, "bin-"));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(path, name), `#!${process.execPath}\n${script}`);
    await chmod(join(path, name), 0o755);
  }
  return path;
}

/** Writes a PNG after it has read all of its input. */
const works = `process.stdin.resume().on("end", () => process.stdout.write(Buffer.from("${pixel}", "base64")));`;
const failure = (path: string, options: object = {}): Promise<unknown> => png(picture, { path, ...options }).then(String, (error) => error);

const noScripts = lacks("POSIX", "converters that are scripts");

describe("png", () => {
  it.skipIf(noScripts)("returns what the first converter on the path writes", async () => {
    for (const { name } of converters) {
      const bytes = await png(picture, { path: await programs({ [name]: works }) });
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(Buffer.from(bytes).toString("base64")).toBe(pixel);
    }
  });

  it.skipIf(noScripts)("passes the SVG on standard input and the scale in arguments", async () => {
    const file = join(folder, "asked.json");
    const script = `const svg = require("node:fs").readFileSync(0, "utf8");
      require("node:fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify([process.argv.slice(2), svg]));
      process.stdout.write(Buffer.from("${pixel}", "base64"));`;
    await png(picture, { path: await programs({ "rsvg-convert": script }), scale: 2.5 });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual([["--format=png", "--dpi-x=96", "--dpi-y=96", "--zoom=2.5"], picture]);
  });

  it.skipIf(noScripts)("goes on to the next converter after one that fails, writes something else, or is no program", async () => {
    const first = await programs({
      "rsvg-convert": "process.exit(3)",
      resvg: 'console.log("<svg>")',
      inkscape: "process.stdout.write('')",
    });
    await mkdir(join(first, "magick"));
    const second = await programs({ convert: works });
    expect(Buffer.from(await png(picture, { path: [first, second].join(delimiter) })).toString("base64")).toBe(pixel);
  });

  it("says what to install when there is no converter", async () => {
    expect(await failure("")).toMatchInlineSnapshot(
      `[GraphError: png: needs one of rsvg-convert, resvg, inkscape, magick, convert on PATH, got none; install librsvg (apt install librsvg2-bin, brew install librsvg) or open the SVG in a browser]`,
    );
    expect(await failure(join(folder, "nowhere"))).toEqual(await failure(""));
  });

  it.skipIf(noScripts)("says what each converter said when none works", async () => {
    const path = await programs({
      "rsvg-convert": 'console.error("cannot read this\\nmore"); process.exit(1)',
      resvg: 'console.log("no picture")',
    });
    expect(await failure(path)).toMatchInlineSnapshot(
      `[GraphError: png: a converter must make a PNG of the SVG, got "rsvg-convert: cannot read this", "resvg: no PNG"; install librsvg (apt install librsvg2-bin, brew install librsvg) or open the SVG in a browser]`,
    );
  });

  it.skipIf(noScripts)("stops a converter at the time limit", async () => {
    expect(await failure(await programs({ magick: "setInterval(() => {}, 1000)" }), { timeout: 500 })).toMatchInlineSnapshot(
      `[GraphError: png: a converter must make a PNG of the SVG, got "magick: no answer within 500 ms"; install librsvg (apt install librsvg2-bin, brew install librsvg) or open the SVG in a browser]`,
    );
  });

  it.skipIf(noScripts)("survives a converter that reads nothing of 10 MB", async () => {
    const svg = picture.replace("<rect", `<!--${"x".repeat(10_000_000)}--><rect`);
    const path = await programs({ convert: 'console.error("busy"); process.exit(1)' });
    await expect(png(svg, { path })).rejects.toThrow('got "convert: busy"; install');
  });

  it("refuses what is no SVG, and scales and limits that are no positive numbers", async () => {
    await expect(png("digraph { a }")).rejects.toMatchInlineSnapshot(
      `[FormatError: png: needs the text of an SVG, got something else; make one with svg()]`,
    );
    expect(await failure("", { scale: 0 })).toMatchInlineSnapshot(
      `[GraphError: png: scale must be a finite number above 0, got 0; correct the option]`,
    );
    expect(await failure("", { scale: Number.NaN })).toMatchInlineSnapshot(
      `[GraphError: png: scale must be a finite number above 0, got NaN; correct the option]`,
    );
    expect(await failure("", { timeout: -1 })).toMatchInlineSnapshot(
      `[GraphError: png: timeout must be a finite number above 0, got -1; correct the option]`,
    );
  });

  it("on Windows starts .exe files, and never its convert, which makes file systems of other ones", async () => {
    const path = await programs({ magick: works, "resvg.exe": works, convert: works, "convert.exe": works });
    const found = await Promise.all(["magick", "resvg", "convert"].map((name) => findProgram(name, path, "win32")));
    expect(found).toEqual([undefined, join(path, "resvg.exe"), undefined]);
  });

  it("makes a PNG of a drawing with each converter that is installed, or says that there is none", async () => {
    const svg = await layout('digraph { a [label="Σ 4×4"]; a -> b }');
    const installed = await Promise.all(converters.map(({ name }) => findProgram(name, process.env.PATH ?? "")));
    const bytes = await png(svg).catch((error: { code: string }) => error.code);
    if (typeof bytes === "string") {
      // A converter may be there and be of no use, as an old one or a stand-in is.
      expect(bytes).toBe(installed.every((file) => file === undefined) ? "no-converter" : "converter-failed");
    } else {
      expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      const size = (at: number): number => new DataView(bytes.buffer).getUint32(at);
      expect(Math.min(size(16), size(20))).toBeGreaterThan(50);
    }
  });
});
