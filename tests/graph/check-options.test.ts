import { array, f32, graph, isDagradError } from "dagrad";
import { expect, test } from "vitest";
import { checkOptions } from "../../graph/check-options.ts";

const thrown = (options: unknown, node?: string): string => {
  try {
    checkOptions("dense", options, ["units", "init", "bias", "name"], node);
    return "nothing";
  } catch (error) {
    return isDagradError(error) ? `${error.name} ${error.code} ${error.message}` : String(error);
  }
};
const known = "{ units, init, bias, name }";

test("checkOptions(where, options, known) takes no options, and those that are known", () => {
  for (const options of [
    undefined,
    {},
    { units: 3 },
    { units: undefined, name: "a" },
    Object.freeze({ bias: false }),
    Object.create(null),
  ]) {
    expect(thrown(options)).toBe("nothing");
  }
});

test("checkOptions refuses what is not known, and says what was meant", () => {
  expect(thrown({ units: 3, unit: 3 })).toBe(`OpError bad-option dense: options must be some of ${known}, got "unit"; did you mean units?`);
  expect(thrown({ kernel: "uniform" }, "a")).toBe(
    `OpError bad-option dense: options must be some of ${known}, got "kernel" (node "a"); leave it out`,
  );
  expect(thrown({ ops: {} })).toBe(
    `OpError bad-option dense: options must be some of ${known}, got "ops"; leave it out: ops travel with the graph`,
  );
  // What is inherited is read by whoever reads the option, so it counts.
  expect(thrown(Object.create({ unit: 3 }))).toContain('got "unit"');
});

test("checkOptions tells ours to who gives the name of another library", () => {
  const refused = (options: object): string => {
    try {
      checkOptions("adam", options, ["learningRate lr eta", "epsilon"]);
      return "nothing";
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused({ lr: 0.1 })).toBe('adam: options must be some of { learningRate, epsilon }, got "lr"; did you mean learningRate?');
  expect(refused({ eta: 0.1 })).toContain("did you mean learningRate?");
  expect(refused({ learningRate: 0.1, epsilon: 1e-7 })).toBe("nothing");
  expect(refused({ "learningRate lr eta": 0.1 })).toContain('got "learningRate lr eta"; ');
});

test("checkOptions tells the function that does what another library has an option for, which is no option here", () => {
  const refused = (options: object): string => {
    try {
      checkOptions("crossentropy", options, ["reduction", "softmaxCrossentropy() from_logits", "name"]);
      return "nothing";
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused({ fromLogits: true })).toBe(
    'crossentropy: options must be some of { reduction, name }, got "fromLogits"; did you mean softmaxCrossentropy()?',
  );
  expect(refused({ reduction: "sum" })).toBe("nothing");
});

test("checkOptions says so where there are no options at all", () => {
  expect(() => checkOptions("text", { ops: {} }, [])).toThrowErrorMatchingInlineSnapshot(
    `[OpError: text: there must be no options, got "ops"; leave it out: ops travel with the graph]`,
  );
});

test("checkOptions refuses what is no object of options", () => {
  const shown = { 3: 3, '"relu"': "relu", null: null, "[1, 0]": [1, 0], "a function": () => 0, true: true, "a promise": Promise.resolve() };
  const meant: Readonly<Record<string, string>> = {
    null: "name what you give",
    "a function": "name what you give",
    "a promise": "name what you give",
  };
  for (const [actual, options] of Object.entries(shown)) {
    expect(thrown(options)).toBe(
      `OpError bad-option dense: options must be an object, some of ${known}, got ${actual}; ${meant[actual] ?? `write { units: ${actual} }`}`,
    );
  }
  expect(thrown(new Float32Array(2))).toContain("got an object");
  expect(thrown(new Map([["units", 3]]))).toContain("got an object");
});

test("checkOptions does not take a number for a name", () => {
  const said = (options: unknown): string => {
    try {
      checkOptions("relu", options, ["name"]);
      return "nothing";
    } catch (error) {
      return String(error);
    }
  };
  expect(said("hidden")).toBe('OpError: relu: options must be an object, some of { name }, got "hidden"; write { name: "hidden" }');
  expect(said(0)).toBe("OpError: relu: options must be an object, some of { name }, got 0; name what you give");
});

test("checkOptions refuses arrays and tensors, which are objects with other members", () => {
  expect(thrown(array([1]))).toContain("got an NdArray");
  graph({ x: f32(2) }, ({ x }) => {
    expect(thrown(x)).toContain("got a tensor");
    return { x };
  });
});
