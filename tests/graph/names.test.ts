import { describe, expect, it } from "vitest";
import { isName, isNodeId, isTitle } from "../../graph/names.ts";
import { showValue } from "../../graph/show-value.ts";

describe("names", () => {
  it("are letters of any script, then letters, digits, _ and single dots, up to 200 characters", () => {
    for (const name of ["X", "dense1.weights", "w_1", "β", "größe", "層1", "a.1.b", "hasOwnProperty", "n".repeat(200)])
      expect(isName(name)).toBe(true);
    for (const name of [
      "",
      "1a",
      "_a",
      ".a",
      "a.",
      "a..b",
      "a-b",
      "a b",
      "a\n",
      "a\u202eb",
      "constructor",
      "n".repeat(201),
      1,
      null,
      ["a"],
    ]) {
      expect(isName(name)).toBe(false);
    }
  });

  it("of nodes may be longer, up to 2000 characters, since composites join them", () => {
    expect(isNodeId(`${"n".repeat(200)}.${"m".repeat(200)}`)).toBe(true);
    expect(isNodeId("n".repeat(2001))).toBe(false);
  });

  it("take no time to refuse long texts that almost fit", () => {
    expect(isNodeId(`${"a.".repeat(999)}a-`)).toBe(false);
    expect(isNodeId(`${"a".repeat(1_000_000)}-`)).toBe(false);
  });

  it("are other than titles, which are any one line", () => {
    for (const title of ["a b", '"', "<b>", "javascript:alert(1)", " "]) expect(isTitle(title)).toBe(true);
    for (const title of ["", "a\nb", "a\rb", "\u001b[31m", "\u007f", "\u2029", 3]) expect(isTitle(title)).toBe(false);
  });
});

describe("showValue", () => {
  it("shows any value short and on one line", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    const shown = [
      -0,
      12n,
      Number.NaN,
      true,
      undefined,
      null,
      'a"\n\u2028',
      "x".repeat(99),
      [1, "a", null],
      [1, [2]],
      {},
      () => 1,
      Symbol("s"),
      deep,
    ];
    expect(shown.map(showValue).join("\n")).toMatchInlineSnapshot(`
      "-0
      12
      NaN
      true
      nothing
      null
      "a\\"\\n\\u2028"
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
      [1, "a", null]
      a list of 2
      an object
      a function
      a symbol
      a list of 1"
    `);
  });
});
