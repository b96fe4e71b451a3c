/* Takes the place of default-layout.ts in a page, where nothing is installed: see "browser" in package.json. */

export const defaultLayout = "own";
