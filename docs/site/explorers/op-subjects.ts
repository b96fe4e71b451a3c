import { standardOps } from "../../../ops/standard-ops.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import { sampleGraph } from "../../generate-ops.ts";

/** Op → a graph of it alone, with drawn inputs; without the ops that the samples of docs/generate-ops.ts do not fit. */
export function opSubjects(): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  for (const op of standardOps.values()) {
    const graph = sampleGraph(op);
    if (graph === undefined) continue;
    const subject: Subject = { title: op.name, graph };
    try {
      explorationOf(subject).look();
      subjects.set(op.name, subject);
    } catch {}
  }
  return subjects;
}
