import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { nearest } from "../../../graph/nearest.ts";
import { shortened } from "../../../graph/show-value.ts";
import { checkNames } from "../../model/check-names.ts";
import type { Names } from "../../model/model.ts";
import { CliError } from "../cli-error.ts";

/** A graph and what its columns are called. */
export interface Named {
  readonly graph: Graph;
  readonly names?: Names;
}

/**
 * The names of a model with the columns that `--columns input=a,b` says; an input of one number a row that has none is called as its column.
 * CliError for what is no input, or does not fill it.
 */
export function columnsOf({ graph, names = {} }: Named, given: readonly string[] = []): Names {
  const said = given.map((text): [string, string[]] => {
    const [, input, list] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (input === undefined || list === undefined) {
      throw new CliError(`--columns: must be input=a,b, got "${text}"; write e.g. --columns ${graph.inputs[0] ?? "X"}=length,width`);
    }
    return [input, list.split(",").map((name) => name.trim())];
  });
  const twice = said.find(([input], i) => said.findIndex(([other]) => other === input) < i);
  if (twice !== undefined) throw new CliError(`--columns: an input has one list of columns, got "${twice[0]}" twice; leave one out`);
  const plain = graph.inputs.filter((input) => nodeOf(graph, input).shape.length === 1).map((input) => [input, [input]]);
  const columns = { ...Object.fromEntries(plain), ...names.columns, ...Object.fromEntries(said) };
  return checkNames(graph, { ...names, columns }, (expected, actual, cure = "correct it") => {
    throw new CliError(`--columns: ${expected}, got ${actual}; ${cure}`);
  });
}

/** What is said where data have not all columns, arrays or inputs that are `needed`. */
export function lacking(where: string, kind: string, needed: readonly string[], known: readonly string[]): CliError {
  const missing = needed.filter((name) => !known.includes(name));
  const others = known.filter((name) => !needed.includes(name));
  const near = missing.flatMap((name) => nearest(name, others) ?? []);
  const cure = near.length > 0 ? `did you mean ${[...new Set(near)].join(", ")}?` : "add or rename them";
  const wanted = missing.slice(0, 5).map((name) => `"${name}"`);
  const more = missing.length > wanted.length ? ` and ${missing.length - wanted.length} more` : "";
  return new CliError(
    `${shortened(where, 60)}: ${kind} must have ${wanted.join(", ")}${more}, got ${shortened(known.join(", "), 100) || "none"}; ${cure}`,
  );
}
