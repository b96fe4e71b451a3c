import { expect, test } from "vitest";
import { openerOf } from "../../../../src/cli/serve/open-browser.ts";

test("each system has its program that opens an address", () => {
  const opened = (["linux", "darwin", "win32", "freebsd"] as const).map((platform) =>
    openerOf(platform, "http://127.0.0.1:1/a/").join(" "),
  );
  expect(opened).toEqual([
    "xdg-open http://127.0.0.1:1/a/",
    "open http://127.0.0.1:1/a/",
    'cmd /c start "" http://127.0.0.1:1/a/',
    "xdg-open http://127.0.0.1:1/a/",
  ]);
});
