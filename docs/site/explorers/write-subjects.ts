import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Subject, writeSubject } from "../../../src/explorer/subject.ts";
import { svg } from "../../../src/render/svg.ts";
import { programsOf } from "../../../tests/repository/programs.ts";
import { needs } from "../markdown/needs.ts";
import { bookOrigin } from "../pages/book-pages.ts";
import { titleOf } from "../pages/site-page.ts";
import { opSubjects } from "./op-subjects.ts";
import { recordSubjects } from "./record-subjects.ts";

/** A file beside the pages: what an explorer shows, or a picture of it for readers without JavaScript. */
export type Files = ReadonlyMap<string, string>;

export interface Explorers {
  readonly files: Files;
  /** Line of a listing of the book → the subject that it makes. */
  readonly book: ReadonlyMap<number, FromBook>;
  /** Op → the graph of it alone. */
  readonly ops: ReadonlyMap<string, string>;
}

/** A graph that a listing of the book makes. */
export interface FromBook {
  readonly file: string;
  readonly subject: Subject;
  /** 0 behind the book. */
  readonly chapter: number;
}

/** All explorers of the site, from the listings of the book and the ops. */
export async function explorersOf(root: string): Promise<Explorers> {
  const files = new Map<string, string>();
  const add = async (name: string, subject: Subject): Promise<string> => {
    files.set(`explorers/${name}.json`, writeSubject(subject));
    for (const theme of ["light", "dark"] as const) {
      files.set(`pictures/${name}.${theme}.svg`, await svg(subject.graph, { layout: "own", level: "formula", theme }));
    }
    return name;
  };
  const text = readFileSync(join(root, bookOrigin), "utf8");
  const headings = text.split("\n");
  const book = new Map<number, FromBook>();
  for (const program of programsOf(text)) {
    if (needs(program) !== undefined) continue;
    const line = program[0]?.block.line as number;
    const above = headings.slice(0, line).filter((text) => /^#{2,3} /.test(text));
    const title = titleOf(above.at(-1) ?? "");
    const chapter = Number(/^## Chapter (\d+)/.exec(above.findLast((text) => text.startsWith("## ")) ?? "")?.[1] ?? 0);
    for (const [block, subject] of await recordSubjects(program, title)) {
      const at = program[block]?.block.line as number;
      book.set(at, { file: await add(`book-${at}`, subject), subject, chapter });
    }
  }
  const ops = new Map<string, string>();
  for (const [op, subject] of opSubjects()) ops.set(op, await add(`op-${op}`, subject));
  return { files, book, ops };
}
