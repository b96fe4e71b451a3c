import { expect, test } from "vitest";
import { chromiumPath } from "./chromium.ts";

test("CHROMIUM_PATH says where the browser is", () => {
  expect(chromiumPath({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
});

test("without a browser there is no path, so that the tests are skipped", () => {
  expect(chromiumPath({ CHROMIUM_PATH: "no/such/file" })).toBeUndefined();
});

test("without a browser CI fails: it never skips the browser tests", () => {
  expect(() => chromiumPath({ CHROMIUM_PATH: "no/such/file", CI: "true" })).toThrowErrorMatchingInlineSnapshot(
    `[Error: browser tests: CI must run them, got no Chromium at no/such/file; install it (apt-get install chromium) or set CHROMIUM_PATH]`,
  );
});
