import { countOfShape } from "../../../graph/dim.ts";
import type { Index } from "../../../graph/op.ts";
import type { Dim, Shape } from "../../../graph/shape.ts";
import type { Site } from "./site.ts";
import { writeChecked, writePositions, writeRefused } from "./write-expression.ts";

/**
 * Elements at run-time indices. Those of ONNX may count from the end, and some of its ops pass over what is out of range: where dagrad
 * refuses an index, it is made one that stops the run.
 */
export function writeIndex({ index: { does, lines, fromEnd }, inputs }: Index<any>, site: Site): string {
  const { to } = site;
  const at = inputs.indexOf("indices");
  const { shape, dtype } = site.type(at);
  const given = dtype === "int32" ? site.input(at) : to.cast(site.input(at), "int32");
  const axis = (site.attrs.axis as number | undefined) ?? site.type(0).shape.length - 1;
  if (does === "mark") return writeOneHot(given, axis, site);
  const indices = fromEnd ? given : writeRefused(given, to);
  if (does === "add") return lines ? addLines(indices, shape, axis, site) : added(indices, axis, site);
  if (lines) return to.node("Gather", [site.input(0), indices], { axis });
  // One index for each row: the axis has one place, and none in the result.
  const isRow = shape.length < site.type(0).shape.length;
  const along = isRow ? to.node("Unsqueeze", [indices, to.ints([axis])]) : indices;
  if (does === "put") return to.node("ScatterElements", [site.input(0), along, site.input(inputs.indexOf("updates"))], { axis });
  const picked = to.node("GatherElements", [site.input(0), along], { axis });
  return isRow ? to.node("Squeeze", [picked, to.ints([axis])]) : picked;
}

/** 1 where the position on the new axis is the index. OneHot itself has zeros for what is out of range, and runtimes know few types of it. */
function writeOneHot(indices: string, axis: number, site: Site): string {
  const { to, dtype, shape } = site;
  const depth = site.attrs.depth as number;
  const checked = to.node("Unsqueeze", [writeChecked({ name: indices, dtype: "int32" }, depth, to), to.ints([axis])]);
  const positions = to.node("Reshape", [writePositions(depth, to), to.ints(shape.map((_, at) => (at === axis ? depth : 1)).slice(axis))]);
  const marks = to.node("Equal", [checked, positions]);
  return dtype === "bool" ? marks : to.cast(marks, dtype);
}

/** Zeros, and each update added at its index, which stands in its place. */
function added(indices: string, axis: number, site: Site, updates = site.input(0)): string {
  const { to } = site;
  if (to.opset >= 16) return to.node("ScatterElements", [zeros(site), indices, updates], { axis, reduction: "add" });
  return site.fail("onnx-opset", `${site.op} must be written in opset 16 or a later one`, `opset ${to.opset}`, "pass { opset: 17 }");
}

/** An index stands for a whole line. */
function addLines(indices: string, shape: Shape, axis: number, site: Site): string {
  const { to } = site;
  const updates = site.type(0).shape;
  if (axis === 0 && to.opset >= 16)
    return to.node("ScatterND", [zeros(site), to.node("Unsqueeze", [to.cast(indices, "int64"), to.ints([-1])]), site.input(0)], {
      reduction: "add",
    });
  const lines = countOfShape(shape);
  const flat: Dim[] = [...updates.slice(0, axis), lines, ...updates.slice(axis + shape.length)];
  const ones = flat.map((_, at) => (at === axis ? lines : 1)).slice(axis);
  const each = site.expanded(site.reshaped(indices, shape, ones), ones, flat);
  return added(each, axis, site, site.reshaped(site.input(0), updates, flat));
}

const zeros = (site: Site): string => site.expanded(site.to.scalar(0, site.dtype), [], site.shape);
