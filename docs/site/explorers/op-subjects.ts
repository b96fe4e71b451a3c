import { standardOps } from "../../../ops/standard-ops.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import { opSample } from "./op-samples.ts";

/** Op → a graph of it alone, with drawn inputs, which has been run once. */
export function opSubjects(): Map<string, Subject> {
  return new Map(
    Array.from(standardOps.values(), (op) => {
      const subject: Subject = { title: op.name, ...opSample(op) };
      explorationOf(subject).look();
      return [op.name, subject];
    }),
  );
}
