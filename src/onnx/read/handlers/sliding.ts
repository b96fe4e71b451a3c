import type { AnyTensor } from "../../../../graph/op.ts";
import type { NodeCall } from "../node-call.ts";

/** What the axes of x are, by how many of them windows slide over. */
export const layouts = ["NCW", "NCHW", "NCDHW"];

/** How many axes windows slide over, and the options that say how. */
export function sliding(
  call: NodeCall,
  x: AnyTensor,
  size: readonly number[],
): { readonly axes: number; readonly options: Record<string, unknown> } {
  const axes = x.shape.length - 2;
  const each = (name: string): number[] => call.attributes.ints(name) ?? Array<number>(axes).fill(1);
  const [stride, dilation] = [each("strides"), each("dilations")];
  const auto = call.attributes.string("auto_pad", "NOTSET");
  const pads = call.attributes.ints("pads") ?? Array<number>(2 * axes).fill(0);
  const given = Array.from({ length: axes }, (_, i) => [pads[i], pads[i + axes]]);
  const lower = (): number[][] =>
    call
      .sizes(x)
      .slice(2)
      .map((length, i) => {
        const [step, extent] = [stride[i] as number, (dilation[i] as number) * ((size[i] as number) - 1) + 1];
        const more = Math.max(0, (Math.ceil(length / step) - 1) * step + extent - length);
        return [Math.ceil(more / 2), Math.floor(more / 2)];
      });
  const padding = auto === "SAME_UPPER" ? "same" : auto === "SAME_LOWER" ? lower() : auto === "VALID" ? "valid" : given;
  return { axes, options: { stride, dilation, padding, layout: layouts[axes - 1] } };
}
