import type { Code, Local } from "../assembler/code.ts";
import type { ValueType } from "../assembler/instructions.ts";
import type { Site } from "../site.ts";

/** The code of one kernel and the locals that it may use. */
export interface Frame {
  readonly code: Code;
  /** A local that nothing else of this kernel uses; the next kernel of the same function gets it again. */
  take(type: ValueType): Local;
  /** The offset 0: where walks through tensors begin. */
  readonly zero: Local;
}

export function frameOf({ code }: Pick<Site, "code">): Frame {
  const taken = new Map<ValueType, number>();
  const take = (type: ValueType): Local => {
    const at = taken.get(type) ?? 0;
    taken.set(type, at + 1);
    return code.temporaries(type, at + 1)[at] as Local;
  };
  const zero = take("i32");
  code.i32(0).set(zero);
  return { code, take, zero };
}
