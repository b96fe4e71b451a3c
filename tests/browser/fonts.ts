import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folders of the fonts of a family that fontconfig knows here; none where there is no fontconfig. */
function foldersOf(family: string): string[] {
  try {
    const files = execFileSync("fc-list", [family, "file"], { encoding: "utf8" });
    return [...new Set(files.split("\n").flatMap((line) => (line === "" ? [] : [dirname(line.replace(/:\s*$/, ""))])))];
  } catch {
    return [];
  }
}

/**
 * A fontconfig file in `folder` that offers DejaVu Sans, and `family` beside it; undefined where the family is not installed. A browser
 * that is started with FONTCONFIG_FILE set to it knows no other fonts.
 */
export function fontsFile(folder: string, family: "DejaVu Sans" | "Liberation Sans"): string | undefined {
  const folders = foldersOf(family);
  if (folders.length === 0) return undefined;
  const file = join(folder, `${family}.conf`);
  const all = [...new Set([...foldersOf("DejaVu Sans"), ...folders])].map((one) => `<dir>${one}</dir>`);
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${all.join("")}<cachedir>${folder}</cachedir>` +
      '<include ignore_missing="yes">/etc/fonts/conf.d</include></fontconfig>',
  );
  return file;
}
