/** Has the reader save a file: nothing leaves the machine. */
export function download(name: string, content: string | Uint8Array | Blob, type = "application/octet-stream"): void {
  const blob = content instanceof Blob ? content : new Blob([content as BlobPart], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName(name);
  link.click();
  // After the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Without what a file system does not take. */
export const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N}._ -]+/gu, "-")
    .replace(/^[.\s]+/, "")
    .slice(0, 100) || "dagrad";
