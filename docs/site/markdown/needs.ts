import type { Program } from "../../../tests/repository/programs.ts";

/** What a listing may import in a page. */
export const inPages: readonly string[] = ["dagrad", "dagrad/onnx", "dagrad/torch", "dagrad/render"];

/** Why a program cannot run in a page; undefined of one that can. */
export function needs(program: Program): string | undefined {
  const code = program.map(({ block }) => block.code).join("\n");
  if (program[0]?.block.note === "fashion-mnist") return "It reads 70,000 images from files, so it runs in Node.";
  const imported = Array.from(code.matchAll(/^(?:import|\} from|export) (?:.* from )?"([^"]+)";/gm), ([, name]) => name as string);
  const [missing] = imported.filter((name) => !inPages.includes(name));
  if (missing !== undefined) return `It imports ${missing}, so it runs in Node.`;
  if (/\bprintGradientCheck\(/.test(code)) {
    return "It prints what rounding leaves over, in digits where exp and log of browsers are not those of Node, so it runs there.";
  }
  const global = /\b(process)\./.exec(code)?.[1];
  return global === undefined ? undefined : `It uses ${global}, so it runs in Node.`;
}
