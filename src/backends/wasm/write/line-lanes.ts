import type { Expression } from "../../../../graph/scalar.ts";
import type { EngineValue } from "../../fuse/engine-value.ts";
import { scalarOf } from "../../fuse/group.ts";
import { isFold } from "../../fuse/line-passes.ts";
import type { Local } from "../assembler/code.ts";
import type { Lane } from "../lanes/lane.ts";
import { type Constants, emitScalar } from "../lanes/scalar.ts";
import type { CheckingSite } from "../site.ts";
import { constantsIn, enterConstants } from "./constants.ts";
import { stagesOf } from "./reduction-stages.ts";

/** The registers of a line's values, and what is computed in them: four elements at a time, or a number of the line in all four lanes. */
export class LineLanes {
  readonly #site: CheckingSite;
  readonly #lanes = new Map<EngineValue, Lane>();
  readonly #constant: Constants;

  constructor(site: CheckingSite, members: readonly EngineValue[]) {
    this.#site = site;
    this.#constant = constantsIn(site.code);
    for (const { inputs } of members)
      for (const input of inputs) if (input.literal !== undefined) this.#lanes.set(input, this.#constant(input.literal, input.dtype));
    for (const member of members) enterConstants(expressionsOf(member).flat(), this.#constant);
  }

  of(value: EngineValue): Lane {
    return this.#lanes.get(value) as Lane;
  }

  /** The register of a value: the same one whenever it is computed or read. */
  register(value: EngineValue): Local {
    const known = this.#lanes.get(value);
    if (known !== undefined) return known.local;
    const local = this.#site.code.local("v128");
    this.#lanes.set(value, { dtype: value.dtype, local });
    return local;
  }

  /** An elementwise step; or a view of a number. */
  compute(value: EngineValue, site: CheckingSite = this.#site): void {
    if (value.alias !== undefined) {
      this.#lanes.set(value, this.of(value.inputs[0] as EngineValue));
      return;
    }
    const operands = value.inputs.map((input) => this.of(input));
    const range = emitScalar(site, "four", scalarOf(value) as Expression, operands, this.#constant);
    const local = this.register(value);
    site.code.set(local);
    const known = isBelowMaximum(value) ? belowZero : range;
    if (known !== undefined) this.#lanes.set(value, { dtype: value.dtype, local, range: known });
  }

  /** What a fold folds of the present elements, onto the stack. */
  folded(fold: EngineValue, site: CheckingSite = this.#site): void {
    const lane = this.of(fold.inputs[0] as EngineValue);
    const { before } = stagesOf(fold);
    if (before === undefined) site.code.get(lane.local);
    else emitScalar(site, "four", before, [lane], this.#constant);
  }

  /** The result of a fold, from what its elements have been folded into. */
  finish(fold: EngineValue, local: Local): void {
    this.#lanes.set(fold, { dtype: fold.dtype, local });
    const { after, folded } = stagesOf(fold);
    if (after === undefined) return;
    emitScalar(this.#site, "four", after, [{ dtype: folded, local }], this.#constant);
    this.#site.code.set(local);
  }
}

const belowZero = [Number.NEGATIVE_INFINITY, 0] as const;

/** x − max x, as the first step of softmax. */
function isBelowMaximum(value: EngineValue): boolean {
  const [x, m] = value.inputs as readonly [EngineValue, EngineValue?];
  const [first, second, last] = scalarOf(value) ?? [];
  if (last?.instruction !== "sub" || first?.instruction !== "operand" || second?.instruction !== "operand") return false;
  if (first.number !== 0 || second.number !== 1 || m?.emitter?.kind !== "reduce") return false;
  const { fold, before, after } = m.emitter.reduce;
  return fold === "max" && m.inputs[0] === x && before === undefined && after === undefined;
}

function expressionsOf(member: EngineValue): readonly Expression[] {
  if (!isFold(member)) return [scalarOf(member) ?? []];
  const { before, after } = stagesOf(member);
  return [before ?? [], after ?? []];
}
