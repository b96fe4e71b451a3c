import { type Graph, nodeOf } from "../../graph/graph.ts";
import type { Shape } from "../../graph/shape.ts";
import { shortened, showValue } from "../../graph/show-value.ts";
import { columnWidth } from "./column-width.ts";
import type { Names } from "./model.ts";
import type { Raise } from "./model-problem.ts";

/**
 * The names, checked as hostile: texts that name columns of inputs, and categories, as many as the graph's sizes leave room for, and what its
 * inputs and outputs are called elsewhere.
 */
export function checkNames(graph: Graph<any, any>, names: unknown, raise: Raise): Names {
  const { columns, categories, missing, inputs, outputs, types, ...others } = entries(names, "names", raise);
  const [other] = Object.keys(others);
  if (other !== undefined)
    raise("names must hold columns, categories, missing, inputs, outputs and types", showValue(other), "leave it out");
  const checked: Names = {
    ...(columns !== undefined && { columns: lists(columns, "columns", raise) }),
    ...(categories !== undefined && { categories: lists(categories, "categories", raise) }),
    ...(missing !== undefined && { missing: entries(missing, "names.missing", raise) as NonNullable<Names["missing"]> }),
    ...(inputs !== undefined && { inputs: texts(inputs, "inputs", raise) }),
    ...(outputs !== undefined && { outputs: texts(outputs, "outputs", raise) }),
    ...(types !== undefined && { types: texts(types, "types", raise) }),
  };
  checkColumns(graph, checked, raise);
  checkCategories(graph, checked, raise);
  checkMissing(checked, raise);
  checkElsewhere("inputs", checked.inputs, graph.inputs, raise);
  checkElsewhere("outputs", checked.outputs, Object.keys(graph.outputs), raise);
  return checked;
}

function checkElsewhere(of: "inputs" | "outputs", named: Names["inputs"], own: readonly string[], raise: Raise): void {
  const other = Object.values(named ?? {}).find((id) => !own.includes(id));
  if (other !== undefined) raise(`names.${of} must be of ${of} of the graph (${own.join(", ")})`, showValue(other), "correct the name");
}

function checkColumns(graph: Graph<any, any>, { columns = {}, categories = {} }: Names, raise: Raise): void {
  for (const [input, named] of Object.entries(columns)) {
    if (!graph.inputs.includes(input)) {
      raise(`names.columns must be those of inputs (${graph.inputs.join(", ")})`, showValue(input), "correct the name", input);
    }
    const { shape } = nodeOf(graph, input);
    const places = shape.length < 2 ? named.length : named.reduce((sum, one) => sum + columnWidth(one, categories), 0);
    const size = featuresOf(shape);
    if (size !== undefined && places !== size) {
      raise(
        `the columns of "${input}" must fill ${size} places`,
        `${places} of ${shortened(named.join(", "), 60)}`,
        "name each of them",
        input,
      );
    }
  }
}

function checkCategories(graph: Graph<any, any>, { columns = {}, categories = {} }: Names, raise: Raise): void {
  const known = new Set(Object.values(columns).flat());
  for (const [of, named] of Object.entries(categories)) {
    if (known.has(of)) continue;
    const isOutput = Object.hasOwn(graph.outputs, of);
    if (!isOutput && !graph.inputs.includes(of)) {
      raise("names.categories must be those of columns, inputs or outputs", showValue(of), "correct the name");
    }
    const { shape } = nodeOf(graph, isOutput ? (graph.outputs[of] as string) : of);
    const size = shape.length < 2 ? undefined : shape.at(-1);
    if (typeof size === "number" && size !== named.length) {
      raise(`the categories of "${of}" must be ${size}`, String(named.length), "name each of them", of);
    }
  }
}

/** A category for a column that has some, a number for another. */
function checkMissing({ columns = {}, categories = {}, missing = {} }: Names, raise: Raise): void {
  const known = new Set(Object.values(columns).flat());
  for (const [column, value] of Object.entries(missing)) {
    if (!known.has(column)) raise("names.missing must be of columns", showValue(column), "correct the name");
    const named = Object.hasOwn(categories, column) ? categories[column] : undefined;
    if (named !== undefined && !named.includes(value as string)) {
      raise(`names.missing of ${showValue(column)} must be one of its categories`, showValue(value), "correct it");
    }
    if (named === undefined && !Number.isFinite(value)) {
      raise(`names.missing of ${showValue(column)} must be a finite number`, showValue(value), "correct it");
    }
  }
}

/** Features of a row; undefined where that depends on what is fed. */
function featuresOf(shape: Shape): number | undefined {
  if (shape.length < 2) return 1;
  const features = shape.slice(1);
  return features.every((dim) => typeof dim === "number") ? features.reduce((product, dim) => product * dim, 1) : undefined;
}

function entries(value: unknown, what: string, raise: Raise): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  return raise(`${what} must be an object`, showValue(value), "give { columns, categories }");
}

function texts(value: unknown, what: string, raise: Raise): Readonly<Record<string, string>> {
  const checked = entries(value, `names.${what}`, raise);
  for (const [of, text] of Object.entries(checked)) {
    if (typeof text !== "string") raise(`names.${what} of ${showValue(of)} must be a text`, showValue(text), "correct it");
  }
  return checked as Readonly<Record<string, string>>;
}

function lists(value: unknown, what: string, raise: Raise): Readonly<Record<string, readonly string[]>> {
  const checked = Object.entries(entries(value, `names.${what}`, raise)).map(([of, list]): [string, readonly string[]] => {
    const texts = Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === "string") ? (list as string[]) : undefined;
    if (texts === undefined)
      return raise(`names.${what} of ${showValue(of)} must be a list of texts`, showValue(list), "name each of them");
    const twice = texts.find((one, i) => texts.indexOf(one) !== i);
    if (twice !== undefined && new Set(texts).size < texts.length) {
      raise(`names.${what} of ${showValue(of)} must differ`, `${showValue(twice)} twice`, "rename one");
    }
    return [of, [...texts]];
  });
  return Object.fromEntries(checked);
}
