/** The name of a file, of any text: without what a file system does not take. */
export const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N}._ -]+/gu, "-")
    .replace(/^[.\s-]+/, "")
    .slice(0, 100)
    .trim() || "dagrad";
