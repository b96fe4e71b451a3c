import { formulaParts } from "./formulas/parts.ts";
import type { State } from "./state.ts";
import type { Subject } from "./subject.ts";

/** What is explored, with the values that it has now. */
export function presentSubject({ exploration, katex }: State): Subject {
  const { subject, program } = exploration.value;
  const formulas = subject.formulas ?? (katex.value && formulaParts?.formulasOf(subject.graph, katex.value));
  return { ...subject, parameters: program.parameters, ...(formulas && { formulas }) };
}

/** The text of a page of its own; undefined where this one cannot write any. */
export const presentPage = async (state: State): Promise<string | undefined> => state.writePage?.(presentSubject(state));
