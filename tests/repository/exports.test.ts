import * as dagrad from "dagrad";
import { expect, test } from "vitest";

test("dagrad exports these values, and no others", () => {
  expect(Object.keys(dagrad).sort()).toMatchInlineSnapshot();
});
