import type { RaiseProblem } from "./raise-problem.ts";

/** What can lie where a file of arrays was meant to: how to tell it by its first characters, what it is, and what helps. */
interface Content {
  readonly test: (text: string) => boolean;
  readonly is: string;
  readonly cure: string;
}

const begins =
  (...words: readonly string[]) =>
  (text: string): boolean =>
    words.some((word) => text.startsWith(word));
const isText = (text: string): boolean => [...text].every((letter) => (letter >= " " && letter <= "~") || "\t\n\r".includes(letter));

/** What a server sends in place of a file. In lower case. */
const failedDownloads: readonly Content[] = [
  {
    test: begins("<!doctype html", "<html", "<head", "<body"),
    is: "a web page",
    cure: "download the file itself, by its raw or direct link",
  },
  { test: begins("<?xml", "<error>"), is: "an answer in XML", cure: "open it in an editor: it says why the download failed" },
  { test: begins("version https://git-lfs"), is: "a Git LFS pointer", cure: "run git lfs pull, or download the file itself" },
];

/** Other formats, by their bytes as Latin-1. */
const formats: readonly Content[] = [
  { test: (text) => text === "", is: "an empty file", cure: "save, copy or download it again" },
  { test: begins("\x93NUMPY"), is: "a .npy file", cure: "read it with fromNpy" },
  { test: begins("PK\x03\x04"), is: "a .zip archive", cure: "read it with fromNpz if NumPy saved it" },
  { test: begins("\x1f\x8b"), is: "gzip data", cure: "unpack it first" },
  { test: (text) => text.slice(8, 10) === '{"', is: "a safetensors file", cure: "read it with fromSafetensors" },
  { test: begins("\x89PNG"), is: "a PNG image", cure: "read it with fromPng of dagrad/files" },
  { test: begins("\x89HDF"), is: "an HDF5 file", cure: "load it in Python and save its arrays with np.savez" },
  {
    test: begins("\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"),
    is: "a pickle",
    cure: "load it in Python and save its arrays with np.savez",
  },
  { test: begins("{"), is: "JSON", cure: "look at it in an editor: it may say why a download failed" },
  { test: isText, is: "text", cure: "look at it in an editor" },
];

/** Characters that tell what a file is. */
const longest = 64;

/**
 * Raises that a file is not what `expected` says but something else: by name where that is known, with what helps.
 * What a failed download leaves has a code of its own; else the code is `code`, and where nothing is known of it the cure is `cure`.
 */
export function raiseOther(bytes: Uint8Array, raise: RaiseProblem, code: string, expected: string, cure: string): never {
  const text = String.fromCharCode(...bytes.subarray(0, longest));
  // A byte order mark and blank lines may stand before a page.
  const page = text.replace(/^(\xef\xbb\xbf)?\s*/, "").toLowerCase();
  const failed = failedDownloads.find(({ test }) => test(page));
  if (failed !== undefined) return raise("failed-download", expected, failed.is, failed.cure);
  const found = formats.find(({ test }) => test(text));
  return raise(code, expected, found?.is ?? "another format", found?.cure ?? cure);
}
