import type { CodeBlock } from "../../../tests/repository/markdown.ts";
import type { Program } from "../../../tests/repository/programs.ts";

/** What a listing may import in a page. */
export const inPages: readonly string[] = ["dagrad", "dagrad/onnx", "dagrad/torch", "dagrad/render"];

/** Why a program as a whole cannot run in a page; undefined of one that can. */
export const needs = (program: Program): string | undefined => reasons(program).find((reason) => reason !== undefined);

/** Why each listing of a program cannot run in a page; undefined of those that can. What goes on with one that cannot cannot, either. */
export function reasons(program: Program): (string | undefined)[] {
  let inNode = false;
  return program.map(({ block }) => {
    const reason = inNode ? "It goes on with a listing that runs in Node, so it runs there." : ownReason(block);
    inNode ||= reason !== undefined;
    return reason;
  });
}

function ownReason({ note, code }: CodeBlock): string | undefined {
  if (note === "fashion-mnist") return "It reads 70,000 images from files, so it runs in Node.";
  const imported = Array.from(code.matchAll(/^(?:import|\} from|export) (?:.* from )?"([^"]+)";/gm), ([, name]) => name as string);
  const missing = imported.find((name) => !inPages.includes(name));
  if (missing !== undefined) return `It imports ${missing}, so it runs in Node.`;
  if (/\bprintGradientCheck\(/.test(code)) {
    return "It prints what rounding leaves over, in digits where exp and log of browsers are not those of Node, so it runs there.";
  }
  return /\bprocess\./.test(code) ? "It uses process, so it runs in Node." : undefined;
}
