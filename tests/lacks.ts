/**
 * True where the system of this machine has not what tests need, with a line on the console that says which are skipped; for `skipIf`.
 * On Linux, which has all of it, nothing is skipped: there CI runs every test.
 */
export function lacks(of: "Linux" | "POSIX", what: string, platform: string = process.platform): boolean {
  const has = of === "Linux" ? platform === "linux" : platform !== "win32";
  if (!has) console.warn(`tests of ${what} are skipped: ${platform} is no ${of}`);
  return !has;
}
