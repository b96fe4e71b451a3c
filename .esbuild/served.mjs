/**
 * Packs what only dagrad's own servers hand out: into dist/served, which is published in place of the files themselves. A browser gets them as
 * they are. Why: docs/decisions/packed-files.md.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

/** The compiler is as it was while its version is; the rest is packed by every build, where the last step of quality takes three times as long for 1 % less. */
const qualityOf = (path) => (path.includes("typescript-") ? constants.BROTLI_MAX_QUALITY : constants.BROTLI_MAX_QUALITY - 1);

async function pack(path) {
  const packed = join("dist/served", `${path}.br`);
  const from = join("dist", path);
  if (path.includes("typescript-") && existsSync(packed) && statSync(packed).mtimeMs >= statSync(from).mtimeMs) return packed;
  const bytes = readFileSync(from);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: qualityOf(path),
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  mkdirSync(dirname(packed), { recursive: true });
  writeFileSync(packed, await compress(bytes, { params }));
  return packed;
}

/** The files of a folder of dist, without those in folders below: what the site serves is not published. */
const filesOf = (folder) =>
  readdirSync(join("dist", folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `${folder}/${name}`);

const licences = join("dist", "served", "editor", "LICENCES.txt");

export async function packServed() {
  const code = filesOf("editor").filter((path) => !path.endsWith(".txt"));
  const paths = [...code, ...["playground", "later", "follow"].map((name) => `playground/${name}.js`)];
  const packed = new Set(await Promise.all(paths.map(pack)));
  // Whoever looks into the package reads what it has from others.
  copyFileSync("dist/editor/LICENCES.txt", licences);
  packed.add(licences);
  for (const entry of readdirSync("dist/served", { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !packed.has(path)) rmSync(path);
  }
}
