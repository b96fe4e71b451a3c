const pathOf = (path: string): string => path.replace(/(?:index)?(?:\.html)?$/, "");

/** A link to another page opens that page, as without a script: what a page says is in its HTML alone, not in a script once more. False: that is all. */
export function leavePage(to: string): boolean {
  // Where pages are written there is none.
  if (typeof location === "undefined") return true;
  const { href, pathname } = new URL(to, location.href);
  if (pathOf(pathname) === pathOf(location.pathname)) return true;
  location.href = href;
  return false;
}
