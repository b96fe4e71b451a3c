import { expect, test } from "vitest";
import { array, toNpy, toNpz } from "../../../src/index.ts";
import { readPoints } from "../../../src/playground/read-points.ts";

const csv = (text: string, name = "t.csv") => readPoints(name, new TextEncoder().encode(text));

test("a table has its target in the column that is called so, else in the last one", () => {
  expect(csv("species,width,length\na,1,2\nb,3,4\na,5,6\n")).toEqual({
    name: "t.csv",
    kind: "classes",
    X: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    y: [0, 1, 0],
  });
  expect(csv("a,b,c\n1,2,0.5\n3,4,1.5\n5,6,7.5\n9,9,9.25\n0,0,0.125\n1,1,1.75\n")).toMatchObject({
    kind: "numbers",
    y: [0.5, 1.5, 7.5, 9.25, 0.125, 1.75],
  });
});

test("a table without names of columns is read, and whole numbers are classes", () => {
  expect(csv("0.5,1.5,7\n-1,2,9\n0,0,7\n")).toEqual({
    name: "t.csv",
    kind: "classes",
    X: [
      [0.5, 1.5],
      [-1, 2],
      [0, 0],
    ],
    y: [0, 1, 0],
  });
});

test(".npy has its targets in the last column, .npz in y", () => {
  const rows = [
    [1, 2, 0],
    [3, 4, 1],
  ];
  expect(readPoints("a.npy", toNpy(array(rows, "float64")))).toEqual({
    name: "a.npy",
    kind: "classes",
    X: [
      [1, 2],
      [3, 4],
    ],
    y: [0, 1],
  });
  const arrays = { y: array([2.5, 3.5], "float32"), X: array([[1], [2]], "float32") };
  expect(readPoints("a.npz", toNpz(arrays))).toMatchObject({ kind: "numbers", X: [[1], [2]], y: [2.5, 3.5] });
});

test.each([
  ["a,b\n1,x\n", "playground: t.csv must have 2 to 5000 rows, got 1; drop another file"],
  ["a,y\n1,p\n2,q\n3,r\n4,s\n5,t\n6,u\n", "playground: t.csv must have at most 5 classes, got 6; drop another file"],
  ["y\n1\n2\n", "playground: t.csv must have a column of numbers beside the target, got columns y; drop another file"],
])("%j is refused in a sentence", (text, sentence) => {
  expect(() => csv(text)).toThrow(sentence);
});
