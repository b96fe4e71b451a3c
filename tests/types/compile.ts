import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Stands for the path to the sources in the imports of generated files. */
export const sources = "<sources>";

/** File name → what tsc says of it, each error with the two lines of source that it is about; "" where it compiles. */
export async function compile(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const directory = realpathSync(mkdtempSync(join(cache, "dagrad-types-")));
  const path = relative(directory, realpathSync(root)).replaceAll("\\", "/");
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text.replaceAll(sources, path));
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: { noEmit: true, types: [] },
      files: Object.keys(files),
      include: [],
    };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
    // Not the one in .bin, which is a script for a shell on Windows.
    const compiler = join(root, "node_modules/@typescript/native/bin/tsc");
    const tsc = promisify(execFile)(process.execPath, [compiler, "-p", ".", "--pretty", "false"], { cwd: directory, maxBuffer: 2 ** 28 });
    const output = await tsc.then(
      ({ stdout }) => stdout,
      ({ stdout }: { readonly stdout: string }) => stdout,
    );
    return collect(output.replaceAll("\r\n", "\n"), files);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function collect(output: string, files: Readonly<Record<string, string>>): Record<string, string> {
  const said = Object.fromEntries(Object.keys(files).map((name) => [name, ""]));
  for (const error of output.split(/\n(?! )/)) {
    const [, name, line, message] = /^([^()\s]+)\((\d+),\d+\): (.*)$/s.exec(error) ?? [];
    // Errors of the sources themselves are for the compiler's own run.
    if (name === undefined || !(name in said)) continue;
    const source = files[name]?.split("\n").slice(Math.max(0, Number(line) - 2), Number(line)) ?? [];
    said[name] += `${source.join("\n")}\n  ${message}\n`;
  }
  return said;
}
