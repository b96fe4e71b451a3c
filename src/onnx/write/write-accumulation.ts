import { isFloat } from "../../../graph/dtype.ts";
import type { Accumulate } from "../../../graph/op.ts";
import type { Site } from "./site.ts";
import { valueInfo } from "./tensors.ts";

/** Elements with all before them folded into one: sums are an op of ONNX, products a loop. */
export function writeAccumulation({ accumulate }: Accumulate<any>, site: Site): string {
  const { to, dtype, attrs } = site;
  const axis = attrs.axis as number;
  const [exclusive, reverse] = [Number(attrs.exclusive), Number(attrs.reverse)];
  const given = site.type(0).dtype;
  const x = isFloat(given) || given === "int32" ? site.input(0) : to.cast(site.input(0), "int32");
  if (accumulate === "sum") return to.node("CumSum", [x, to.ints([axis], [])], { exclusive, reverse });
  const before = to.name(`${site.id}:before`);
  const slice = to.name(`${site.id}:slice`);
  const line = site.shape.filter((_, at) => at !== axis);
  const body = to.inner();
  const product = body.node("Mul", [before, slice]);
  const stacked = body.node("Identity", [exclusive ? before : product]);
  const one = site.expanded(to.scalar(1, dtype), [], line);
  return to.results("Scan", [one, x], {
    count: 2,
    attributes: {
      num_scan_inputs: 1,
      scan_input_axes: [axis],
      scan_output_axes: [axis],
      scan_input_directions: [reverse],
      scan_output_directions: [reverse],
    },
    bodies: {
      body: {
        name: `${site.id}:step`,
        node: body.protos(),
        input: [before, slice].map((name) => valueInfo(name, dtype, line)),
        output: [product, stacked].map((name) => valueInfo(name, dtype, line)),
      },
    },
  })[1] as string;
}
