import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Subject, writeSubject } from "../../../src/explorer/subject.ts";
import { svg } from "../../../src/render/svg.ts";
import { programsOf } from "../../../tests/repository/programs.ts";
import { needs } from "../markdown/needs.ts";
import { bookOrigin } from "../pages/book-pages.ts";
import { inBothThemes } from "../pages/pictures.ts";
import { titleOf } from "../pages/site-page.ts";
import { withArraysApart } from "./arrays-apart.ts";
import { clothesOf } from "./clothes.ts";
import { opSubjects } from "./op-subjects.ts";
import { recordRuns } from "./record-runs.ts";
import { recordSubjects } from "./record-subjects.ts";

/** A file beside the pages: what an explorer shows, an array of it, or a picture of it for readers without JavaScript. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

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
  const files = new Map<string, string | Uint8Array>();
  const add = async (name: string, subject: Subject): Promise<string> => {
    files.set(`explorers/${name}.json`, withArraysApart(writeSubject(subject), files));
    files.set(`pictures/${name}.svg`, inBothThemes(await svg(subject.graph, { layout: "own", level: "formula", theme: "light" })));
    return name;
  };
  const text = readFileSync(join(root, bookOrigin), "utf8");
  const headings = text.split("\n");
  const book = new Map<number, FromBook>();
  for (const program of programsOf(text)) {
    const ofClothes = program[0]?.block.note === "fashion-mnist";
    if (!ofClothes && needs(program) !== undefined) continue;
    const headingsAbove = (line: number): string[] => headings.slice(0, line).filter((text) => /^#{2,3} /.test(text));
    const title = (block: number): string => titleOf(headingsAbove(program[block]?.block.line as number).at(-1) ?? "");
    const recorded = ofClothes ? await recordRuns(program, title, clothesOf(root)) : await recordSubjects(program, title(0));
    for (const [block, subject] of recorded) {
      const at = program[block]?.block.line as number;
      const chapter = headingsAbove(at).findLast((text) => text.startsWith("## ")) ?? "";
      book.set(at, { file: await add(`book-${at}`, subject), subject, chapter: Number(/^## Chapter (\d+)/.exec(chapter)?.[1] ?? 0) });
    }
  }
  const ops = new Map<string, string>();
  for (const [op, subject] of opSubjects()) ops.set(op, await add(`op-${op}`, subject));
  return { files, book, ops };
}
