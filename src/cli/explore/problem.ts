import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place, Problem } from "../../explorer/served/served.ts";
import { isReported } from "../report.ts";

/** What an error says, with the lines where it arose: the innermost ones of a file that is the user's own. */
export function problemOf(error: unknown, cwd: string): Problem {
  const message = messageOf(error);
  for (let one = error; one instanceof Error; one = one.cause) {
    const place = placeInStack(one.stack ?? "", cwd) ?? placeInText(one.message, cwd);
    if (place !== undefined) return { message, place };
  }
  return { message };
}

function messageOf(error: unknown): string {
  if (isReported(error)) return oneLine(error.message).replace("; run again with --debug for the stack", "");
  // An error that nobody foresaw.
  return error instanceof Error ? `${error.name}: ${oneLine(error.message)}` : `thrown: ${String(error)}`;
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ");

/** "at f (file:///a.ts:3:5)", "at /a.js:3:5"; of errors of syntax "/a.js:3" above the line, or "file:///a.js:3" with a caret below it. */
function placeInStack(stack: string, cwd: string): Place | undefined {
  const header = /^(\/.+|file:.+|[A-Z]:.+):(\d+)\n(?:.*\n)+?( *)\^/.exec(stack);
  if (header) {
    const [, path = "", line, before = ""] = header;
    const place = placeIn(path, Number(line), before.length + 1, cwd);
    if (place) return place;
  }
  for (const text of stack.split("\n")) {
    const [, path, line, column] = /^\s*at (?:.*\()?((?:file:|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/.exec(text) ?? [];
    const place = path === undefined ? undefined : placeIn(path, Number(line), Number(column), cwd);
    if (place) return place;
  }
  return undefined;
}

/** "nested.ts:2:14: …", as what takes types away says it. */
function placeInText(text: string, cwd: string): Place | undefined {
  const [, path, line, column] = /(?:^|["(\s])((?:[A-Za-z]:)?[^\s":()]+\.[cm]?[jt]s):(\d+)(?::(\d+))?/.exec(text) ?? [];
  return path === undefined ? undefined : placeIn(path, Number(line), column === undefined ? undefined : Number(column), cwd);
}

/** Lines that are shown before the place, and after it. */
const around = 3;

function placeIn(path: string, line: number, column: number | undefined, cwd: string): Place | undefined {
  const file = path.startsWith("file:") ? fileURLToPath(path.replace(/[?#].*$/, "")) : resolve(cwd, path);
  if (file.includes(`${sep}node_modules${sep}`) || isOwn(file) || !existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  if (line < 1 || line > lines.length) return undefined;
  const from = Math.max(1, line - around);
  const shown = relative(cwd, file);
  return {
    file: shown.startsWith("..") || isAbsolute(shown) ? file : shown,
    line,
    ...(column !== undefined && { column }),
    lines: lines.slice(from - 1, line + around).map((text) => text.slice(0, longest)),
    from,
  };
}

/** Characters of a line that are shown. */
const longest = 300;

/** dagrad's own files: those of the folder that this one is in, built or not. */
const own = fileURLToPath(new URL(import.meta.url.includes("/dist/node/") ? "../" : "../../../", import.meta.url));
const isOwn = (file: string): boolean => file.startsWith(own) && /^(?:graph|ops|src|node|dist)[\\/]/.test(file.slice(own.length));
