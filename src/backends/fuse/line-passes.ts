import { costOf } from "./costs.ts";
import type { EngineValue, LinesGroup } from "./engine-value.ts";
import { scalarOf } from "./group.ts";
import { limits } from "./limits.ts";

/** One way along a line: four elements after the other, each of which is put through all of this. */
export interface LinePass {
  /** Numbers of the line that are known before the pass, and not before the last one, in order. */
  readonly numbers: readonly EngineValue[];
  /** Steps whose elements are computed, in order. */
  readonly computed: readonly EngineValue[];
  /** Those of them that reach memory here: stored for others, or kept for a later pass over the same line. */
  readonly written: readonly EngineValue[];
  /** Folds of elements that are computed or read here; known when the pass has ended. */
  readonly folds: readonly EngineValue[];
}

/** How the lines of a group are gone through. */
export interface LinePasses {
  readonly passes: readonly LinePass[];
  /** Numbers that are known after the last pass. */
  readonly last: readonly EngineValue[];
  /** What has memory of its own for the length of a line, since a later pass reads it and nobody else. */
  readonly kept: readonly EngineValue[];
}

/**
 * Distributes the steps over passes, as few as there can be: what a fold yields is known in the next one. What is read in several
 * passes is computed anew where that is cheap, else read back from where it is stored or kept. The elements of a maximum are in memory
 * once it is known, since of equal zeros the first one must be found.
 */
export function linePasses({ members, stored, roles }: LinesGroup): LinePasses {
  const firsts = new Map<EngineValue, number>();
  const first = (value: EngineValue): number => firsts.get(value) ?? 0;
  for (const member of members) {
    const known = member.inputs.reduce((latest, input) => Math.max(latest, first(input)), 0);
    firsts.set(member, isFold(member) ? known + 1 : known);
  }
  const isLine = (value: EngineValue): boolean => roles.get(value) === "line";
  const work = new Map<EngineValue, number>();
  for (const member of members) if (isLine(member)) work.set(member, workOf(member, work));

  /** The passes in which elements of a step are asked for. */
  const asked = new Map<EngineValue, Set<number>>();
  const ask = (value: EngineValue, pass: number): void => {
    if (!isLine(value)) return;
    const passes = asked.get(value);
    if (passes === undefined) asked.set(value, new Set([pass]));
    else passes.add(pass);
  };
  const computed = new Map<EngineValue, readonly number[]>();
  const kept: EngineValue[] = [];
  for (let i = members.length - 1; i >= 0; i--) {
    const member = members[i] as EngineValue;
    const [x] = member.inputs as readonly [EngineValue];
    if (isFold(member)) ask(x, first(x));
    if (!isLine(member)) continue;
    if (!asked.has(member)) ask(member, first(member));
    const [now, ...later] = [...(asked.get(member) as Set<number>)].sort((a, b) => a - b) as [number, ...number[]];
    // What a maximum looks back at is in memory anyway.
    const looked = member.users.some((user) => roles.has(user) && looksBack(user));
    const anew = !looked && (work.get(member) as number) <= limits.computedAnew;
    const read = later.length > 0 && !anew;
    if (!stored.includes(member) && (read || looked)) kept.push(member);
    const passes = anew ? [now, ...later] : [now];
    computed.set(member, passes);
    for (const input of member.inputs) for (const pass of passes) ask(input, pass);
  }

  const count = 1 + Math.max(0, ...[...computed.values()].flat(), ...members.map((member) => (isFold(member) ? first(member) - 1 : 0)));
  const writes = new Set([...stored, ...kept]);
  const passes = Array.from({ length: count }, (_, pass): LinePass => {
    const here = members.filter((member) => computed.get(member)?.includes(pass));
    return {
      numbers: members.filter((member) => !isLine(member) && !isFold(member) && first(member) === pass),
      computed: here,
      written: here.filter((member) => writes.has(member) && computed.get(member)?.[0] === pass),
      folds: members.filter((member) => isFold(member) && first(member) === pass + 1),
    };
  });
  return { passes, last: members.filter((member) => !isLine(member) && !isFold(member) && first(member) >= count), kept: kept.reverse() };
}

export const isFold = ({ emitter }: EngineValue): boolean => emitter?.kind === "reduce";

/** A maximum goes back to the first of equal zeros, which may differ in sign. */
const looksBack = ({ emitter }: EngineValue): boolean => emitter?.kind === "reduce" && emitter.reduce.fold === "max";

/** The cost of an element that is computed anew, from what is in memory by then. */
function workOf(member: EngineValue, before: ReadonlyMap<EngineValue, number>): number {
  const literals = member.inputs.map(({ literal }) => literal);
  let work = costOf(scalarOf(member) ?? [], literals);
  for (const input of member.inputs) {
    const more = before.get(input) ?? 0;
    if (more <= limits.computedAnew) work += more;
  }
  return work;
}
