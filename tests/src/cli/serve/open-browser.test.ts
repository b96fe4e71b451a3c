import { expect, test } from "vitest";
import { openerOf, whyNoBrowser } from "../../../../src/cli/serve/open-browser.ts";

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

test("without a display no browser is opened, and who is there by SSH learns how to see the page", () => {
  const address = "http://127.0.0.1:4321/a/";
  expect(whyNoBrowser("linux", { DISPLAY: ":0" }, address)).toBeUndefined();
  expect(whyNoBrowser("linux", { WAYLAND_DISPLAY: "wayland-0", SSH_CONNECTION: "1.2.3.4 5 6.7.8.9 22" }, address)).toBeUndefined();
  // Editors that show a remote machine set it to a program that opens a browser where the user sits.
  expect(whyNoBrowser("linux", { BROWSER: "/code/helpers/browser.sh", SSH_CONNECTION: "1.2.3.4 5 6.7.8.9 22" }, address)).toBeUndefined();
  expect(whyNoBrowser("linux", { WSL_DISTRO_NAME: "Debian" }, address)).toBeUndefined();
  expect(whyNoBrowser("darwin", {}, address)).toBeUndefined();
  expect(whyNoBrowser("win32", {}, address)).toBeUndefined();
  expect(whyNoBrowser("linux", { DISPLAY: "" }, address)).toBe(
    "no browser is opened, since there is no display; open the address yourself",
  );
  expect(whyNoBrowser("linux", { SSH_CONNECTION: "1.2.3.4 5 6.7.8.9 22" }, address)).toBe(
    "no browser is opened, since there is no display; on your machine: ssh -L 4321:127.0.0.1:4321 <this machine>, then open the address there",
  );
});
