import type { Fail } from "../../graph/op.ts";
import { type Dim, type Shape, showShape } from "../../graph/shape.ts";

/** "nqhd,nkhd->nhqk" in its parts, as it is written. */
export interface WrittenEquation {
  readonly terms: readonly string[];
  readonly output: string;
  /** The letters that are summed over: those of no output, in their order. */
  readonly summed: string;
}

/** The parts of an equation; letters that come up once, in alphabetical order, where it names no output. */
export function readEquation(equation: string): WrittenEquation {
  const [inputs = "", given] = equation.replaceAll(" ", "").split("->");
  const terms = inputs.split(",");
  const letters = Array.from(inputs.replace(/[^A-Za-z]/g, ""));
  const once = letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter)).sort();
  const output = given ?? `${inputs.includes("...") ? "..." : ""}${once.join("")}`;
  return { terms, output, summed: [...new Set(letters)].filter((letter) => !output.includes(letter)).join("") };
}

/** An equation over operands: a label for each of their axes, and what size it stands for. */
export interface Equation {
  readonly terms: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly dims: ReadonlyMap<string, Dim>;
}

/**
 * The labels of the operands' axes: letters, and for those of "..." their number from the last one, since they broadcast. `fail`s where the
 * equation does not fit the shapes.
 */
export function equationOf(equation: string, shapes: readonly Shape[], fail: Fail): Equation {
  const wrong = (expected: string, cure: string, actual = `"${equation}" for ${shapes.map(showShape).join(" and ")}`): never =>
    fail({ code: "equation", expected, actual, cure });
  const term = "(?:[A-Za-z]*(?:\\.\\.\\.)?[A-Za-z]*)";
  if (!new RegExp(`^${term}(?:,${term})*(?:->${term})?$`).test(equation.replaceAll(" ", ""))) {
    wrong("the equation must be letters for axes, with commas between operands", 'write "ij,jk->ik"', `"${equation}"`);
  }
  const { terms: written, output } = readEquation(equation);
  if (written.length !== shapes.length)
    wrong(`the equation must have as many terms as there are operands, ${shapes.length}`, "name the axes of each operand");
  const dims = new Map<string, Dim>();
  const terms = written.map((text, operand) => {
    const shape = shapes[operand] as Shape;
    const [before = "", after] = text.split("...");
    const others = shape.length - before.length - (after ?? "").length;
    if (others < 0 || (after === undefined && others > 0))
      wrong(`"${text}" must have a letter for each axis of its operand`, "name each axis");
    const labels = [...before, ...Array.from({ length: others }, (_, at) => String(others - at)), ...(after ?? "")];
    for (const [axis, label] of labels.entries()) {
      const [known, dim] = [dims.get(label), shape[axis] as Dim];
      const stretches = /\d/.test(label) && (known === 1 || dim === 1);
      if (known !== undefined && known !== dim && !stretches)
        wrong(`"${label}" must stand for one size`, `it is ${known} and ${dim}: reshape one`);
      if (known === undefined || known === 1) dims.set(label, dim);
    }
    return labels;
  });
  const dots = [...dims.keys()].filter((label) => /\d/.test(label)).sort((a, b) => Number(b) - Number(a));
  const [before = "", after] = output.split("...");
  if (after === undefined && dots.length > 0) wrong('the output must have the axes of "..."', 'write "..." in it');
  const labels = [...before, ...(after === undefined ? [] : dots), ...(after ?? "")];
  const bad = labels.find((label, at) => !dims.has(label) || labels.indexOf(label) !== at);
  if (bad !== undefined) wrong(`"${bad}" of the output must be an axis of an operand, named once`, "correct the output");
  return { terms, output: labels, dims };
}
