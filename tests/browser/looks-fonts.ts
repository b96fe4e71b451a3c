import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The fonts that pictures of pages are drawn with, and nothing else of this machine. */
export interface LooksFonts {
  /** A fontconfig file: a browser that is started with FONTCONFIG_FILE set to it knows no other fonts. */
  readonly file: string;
  /** SHA-256 of all their files, by the names of these. */
  readonly hash: string;
}

/** What letters are drawn with, and where they lack a sign, such as an arrow. */
const families = ["Liberation Sans", "DejaVu Sans"];

/** What pages ask for, and what they get. */
const answers: Readonly<Record<string, readonly string[]>> = {
  "Liberation Sans": ["system-ui", "sans-serif", "sans", "Arial", "Helvetica"],
  "Liberation Serif": ["serif", "Times", "Georgia", "Cambria"],
  "Liberation Mono": ["monospace", "ui-monospace", "DejaVu Sans Mono", "Menlo"],
};

/** Undefined where one of the families is not installed, or nothing says where fonts are. */
export function looksFonts(folder: string): LooksFonts | undefined {
  const folders = families.map(folderOf);
  if (folders.includes(undefined)) return undefined;
  const files = folders.flatMap((one) => readdirSync(one as string).map((name) => join(one as string, name))).sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.slice(dirname(file).length)).update(readFileSync(file));
  const aliases = Object.entries(answers).flatMap(([family, asked]) =>
    asked.map(
      (name) =>
        `<match target="pattern"><test name="family" qual="any"><string>${name}</string></test><edit name="family" mode="assign" binding="same"><string>${family}</string></edit></match>`,
    ),
  );
  const file = join(folder, "looks.conf");
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders.map((one) => `<dir>${one}</dir>`).join("")}<cachedir>${folder}</cachedir>${aliases.join("\n")}<match target="pattern"><edit name="family" mode="append_last"><string>${families[0]}</string></edit></match></fontconfig>`,
  );
  return { file, hash: hash.digest("hex") };
}

/** The folder of a family that fontconfig knows here. */
function folderOf(family: string): string | undefined {
  try {
    const [file] = execFileSync("fc-list", [family, "file"], { encoding: "utf8" }).split("\n");
    return file ? dirname(file.replace(/:\s*$/, "")) : undefined;
  } catch {
    return undefined;
  }
}
