import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";

export interface ExampleRun {
  /** What it printed. */
  readonly printed: string;
  /** The files it says it wrote, by name, in its order. */
  readonly files: Readonly<Record<string, string>>;
}

/** Runs an example in a folder of its own. Fails where the files that it names are not those that it wrote. */
export async function runExample(main: (directory: string) => Promise<readonly string[]>): Promise<ExampleRun> {
  const directory = mkdtempSync(join(tmpdir(), "dagrad-example-"));
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    const paths = await main(directory);
    const names = paths.map((path) => path.slice(directory.length + 1));
    expect(readdirSync(directory).toSorted()).toEqual(names.toSorted());
    return {
      printed: log.mock.calls.map((words) => words.join(" ")).join("\n"),
      files: Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), "utf8")])),
    };
  } finally {
    log.mockRestore();
    rmSync(directory, { recursive: true });
  }
}

/** Fails unless the picture of each .dot stands beside it as .svg, with every word of its labels in it. */
export function expectPictures(files: ExampleRun["files"], count: number): void {
  const dots = Object.keys(files).filter((name) => name.endsWith(".dot"));
  expect(dots).toHaveLength(count);
  for (const name of dots) {
    const [dot, svg] = [files[name] as string, files[name.replace(/\.dot$/, ".svg")] as string];
    expect(dot).toMatch(/^digraph /);
    expect(svg).toMatch(/<svg [\s\S]*<\/svg>\s*$/);
    const shown = svg.replace(/<[^>]*>/g, " ").replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    // A step that takes less than a hundredth of the time is labelled "&lt;1%", which is an entity already.
    for (const [, label] of dot.matchAll(/label="((?:[^"\\]|\\.)*)"/g)) {
      for (const word of (label as string).split(/\\[nlr]|\s+/))
        expect(shown).toContain(word.replaceAll(/&(?!lt;)/g, "&amp;").replaceAll(">", "&gt;"));
    }
  }
}
