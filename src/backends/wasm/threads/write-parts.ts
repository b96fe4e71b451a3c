import type { Code } from "../assembler/code.ts";
import type { Module } from "../assembler/module.ts";
import { partName } from "./control.ts";
import { hostName } from "./crew.ts";

/**
 * Writes a group in parts: part 0 is the caller's own, the others are offered to workers meanwhile. What no worker has begun by then
 * the caller computes, too. `write` writes a part as the body of a function.
 */
export function writeParts(code: Code, module: Module, group: number, writers: readonly ((code: Code) => void)[]): void {
  const fork = module.import(hostName.fork, ["i32", "i32"], ["i32"]);
  const take = module.import(hostName.take, ["i32"], ["i32"]);
  const join = module.import(hostName.join, ["i32"], ["i32"]);
  const parts = writers.map((write, part) => {
    const body = module.function([], [], partName(group, part));
    write(body);
    return body;
  });
  const [own, ...others] = parts as [Code, ...Code[]];
  const taken = code.locals("i32", others.length);
  code.i32(group).i32(parts.length).call(fork).op("drop").call(own);
  for (const [i, part] of others.entries())
    code
      .i32(i + 1)
      .call(take)
      .tee(taken[i] as number)
      .if(() => code.call(part));
  for (const i of others.keys())
    code
      .get(taken[i] as number)
      .op("i32.eqz")
      .if(() =>
        code
          .i32(i + 1)
          .call(join)
          .op("drop"),
      );
}
