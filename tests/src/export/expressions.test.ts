import { expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32 } from "../../../graph/input.ts";
import { broadcastTo, reshape, size, slice, sub, sum } from "../../../ops/index.ts";
import { dot } from "../../../src/export/dot.ts";
import { latex } from "../../../src/export/latex.ts";
import { numpy } from "../../../src/export/numpy.ts";
import { text } from "../../../src/export/text.ts";

const series = graph({ x: f32("2*batch", "time-1") }, ({ x }) => ({
  steps: sub(slice(x, { axis: 1, start: 1 }), slice(x, { axis: 1, stop: -1 })),
  flat: reshape(x, { shape: ["batch", -1] }),
  again: broadcastTo(sum(x, { axis: 0 }), { shape: ["3*batch+1", "time-1"] }),
  count: size(x),
}));

test("expressions are written as text, LaTeX and Python, which works them out of the shapes", () => {
  const outputs = ["steps", "flat", "again", "count"];
  expect(outputs.map((output) => text(series, output)).join("\n")).toMatchInlineSnapshot(`
    "x[:, 1:time-1] − x[:, 0:time-2]
    reshape(x, [batch, 2*time-2])
    broadcast(s, [3*batch+1, time-1]) where sᵢ = Σₘ xₘᵢ
    2*batch · (time-1)"
  `);
  expect(outputs.map((output) => latex(series, output)).join("\n")).toMatchInlineSnapshot(`
    "\\mathrm{steps} = x\\left[:, 1:\\mathrm{time} - 1\\right] - x\\left[:, 0:\\mathrm{time} - 2\\right]
    \\mathrm{flat} = \\operatorname{reshape}_{\\mathrm{batch} \\times \\left(2 \\, \\mathrm{time} - 2\\right)}\\!\\left(x\\right)
    \\mathrm{again} = \\operatorname{broadcast}_{\\left(3 \\, \\mathrm{batch} + 1\\right) \\times \\left(\\mathrm{time} - 1\\right)}\\!\\left(s\\right), \\qquad s_i = \\sum_{m=1}^{2 \\, \\mathrm{batch}} x_{m,i}
    \\mathrm{count} = 2 \\, \\mathrm{batch} \\cdot \\left(\\mathrm{time} - 1\\right)"
  `);
  expect(outputs.map((output) => numpy(series, output, { form: "statements" })).join("\n")).toMatchInlineSnapshot(`
    "time = x.shape[1] + 1
    steps = x[:, 1:time-1] - x[:, 0:time-2]

    batch = x.shape[0] // 2
    time = x.shape[1] + 1
    flat = np.reshape(x, (batch, 2*time-2))

    batch = x.shape[0] // 2
    time = x.shape[1] + 1
    s = np.sum(x, axis=0)
    again = np.broadcast_to(s, (3*batch+1, time-1))

    count = np.prod([np.shape(x)[axis] for axis in (0, 1)])
    "
  `);
});

test("pictures show them in shapes", () => {
  expect(dot(series)).toContain("2*batch");
});
