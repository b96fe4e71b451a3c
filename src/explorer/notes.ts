import type { Exploration } from "./exploration.ts";

/** What there is to say of what is explored, as sentences: where its inputs are from, and what was noted of it. */
export function notesOf({ subject, drawn }: Exploration): string[] {
  const { notes = [], seed = 0 } = subject;
  const last = drawn.at(-1);
  const names = drawn.length < 2 ? last : `${drawn.slice(0, -1).join(", ")} and ${last}`;
  const all = [...notes, ...(last === undefined ? [] : [`${names} drawn by seed ${seed}`])];
  return all.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
}
