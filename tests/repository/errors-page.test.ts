import { expect, test } from "vitest";
import { errorCodes } from "./error-codes.ts";
import { filesIn, readText } from "./pages.ts";

const raised = errorCodes(["graph", "ops", "src"].flatMap((folder) => filesIn(folder, ".ts")));

/** Code → the classes under whose headings docs/errors.md lists it. */
const listed = new Map<string, Set<string>>();
let heading = "";
for (const line of readText("docs/errors.md").split("\n")) {
  heading = /^## (\w+)/.exec(line)?.[1] ?? heading;
  const code = /^\| `([\w-]+)` +\|/.exec(line)?.[1];
  if (code !== undefined) listed.set(code, (listed.get(code) ?? new Set()).add(heading));
}

/** True for a code, or for one that a template such as "nothing-to-*" makes. */
const fits = (code: string, listedCode: string): boolean => new RegExp(`^${code.split("*").join("[a-z]+")}$`).test(listedCode);

test("docs/errors.md lists every error code that the sources raise", () => {
  const missing = raised.filter(({ code }) => ![...listed.keys()].some((one) => fits(code, one)));
  expect(missing.map(({ code, file }) => `${code} (${file})`)).toEqual([]);
});

test("docs/errors.md lists no error code that nothing raises", () => {
  expect([...listed.keys()].filter((one) => !raised.some(({ code }) => fits(code, one)))).toEqual([]);
});

test("docs/errors.md lists each code under the class that it is raised with", () => {
  const misplaced = raised.filter(({ code, errorClass }) => {
    const places = [...listed].filter(([one]) => fits(code, one)).flatMap(([, headings]) => [...headings]);
    return errorClass !== undefined && !places.includes(errorClass);
  });
  expect(misplaced.map(({ code, errorClass, file }) => `${code}: ${errorClass} (${file})`)).toEqual([]);
});
