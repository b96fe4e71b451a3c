import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateKey } from "../../graph/check/duplicate-key.ts";

describe("duplicateKey", () => {
  it("finds the path of a key given twice, at any depth and however it is escaped", () => {
    expect(duplicateKey('{"a":1,"a":2}')).toEqual(["a"]);
    expect(duplicateKey('[0,{"x":[{"b":{},"c":[1,2],"b":3}]}]')).toEqual([1, "x", 0, "b"]);
    expect(duplicateKey('{"a":1, "\\u0061" :2}')).toEqual(["a"]);
    expect(duplicateKey('{"\\"":1,"\\"":2}')).toEqual(['"']);
    expect(duplicateKey('{"":{"__proto__":1,"__proto__":2}}')).toEqual(["", "__proto__"]);
  });

  it("lets equal keys of different objects, equal values and brackets in strings pass", () => {
    expect(duplicateKey('{"a":{"a":{"a":"a"}},"b":["a","a","{\\"a\\":1,\\"a\\":2}","}","\\\\"],"c":"a"}')).toBeUndefined();
    expect(duplicateKey('"{"')).toBeUndefined();
    expect(duplicateKey(" 1 ")).toBeUndefined();
  });

  it("finds nothing in what JSON.stringify writes, of 300 random values", () => {
    fc.assert(
      fc.property(fc.json(), (text) => duplicateKey(text) === undefined),
      { seed: 7, numRuns: 300 },
    );
  });

  it("finds the key that is put a second time into a random object", () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, maxKeys: 6 });
    fc.assert(
      fc.property(objects, fc.nat(), (object, pick) => {
        const keys = Object.keys(object);
        const key = keys[pick % keys.length] as string;
        expect(duplicateKey(`[${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:null}]`)).toEqual([0, key]);
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});
