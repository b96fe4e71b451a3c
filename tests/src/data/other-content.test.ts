import { fromIdx, fromNpy, fromNpz, fromSafetensors, toNpy, toNpz, toSafetensors, zeros } from "dagrad";
import { expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** What lies where a file of arrays was meant to. */
const found: Readonly<Record<string, Uint8Array>> = {
  "web page": text("\n<!DOCTYPE html><html><head><title>404</title></head></html>"),
  "web page with a mark": Uint8Array.from([0xef, 0xbb, 0xbf, ...text("<HTML>\n")]),
  XML: text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
  "LFS pointer": text(
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
  ),
  JSON: text('{"message": "Not Found"}'),
  CSV: text("x,y\n1,2\n"),
  nothing: new Uint8Array(),
  gzip: Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  pickle: Uint8Array.from([0x80, 4, 0x95, 10, 0, 0, 0, 0, 0, 0, 0]),
  HDF5: text("\u0089HDF\r\n\u001a\n").subarray(1),
  npy: toNpy(zeros([1])),
  npz: toNpz({ a: zeros([1]) }),
  safetensors: toSafetensors({ tensors: { a: zeros([1]) } }),
};

test("a web page, a Git LFS pointer and other formats are called what they are", () => {
  const lines = Object.entries(found).map(([name, bytes]) => `${name}: ${thrown(() => (name === "npy" ? fromNpz : fromNpy)(bytes, "x"))}`);
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "web page: FormatError failed-download
    npy: x: must be a .npy file, got a web page; download the file itself, by its raw or direct link
    web page with a mark: FormatError failed-download
    npy: x: must be a .npy file, got a web page; download the file itself, by its raw or direct link
    XML: FormatError failed-download
    npy: x: must be a .npy file, got an answer in XML; open it in an editor: it says why the download failed
    LFS pointer: FormatError failed-download
    npy: x: must be a .npy file, got a Git LFS pointer; run git lfs pull, or download the file itself
    JSON: FormatError npy-magic
    npy: x: must be a .npy file, got JSON; look at it in an editor: it may say why a download failed
    CSV: FormatError npy-magic
    npy: x: must be a .npy file, got text; look at it in an editor
    nothing: FormatError npy-magic
    npy: x: must be a .npy file, got an empty file; save, copy or download it again
    gzip: FormatError npy-magic
    npy: x: must be a .npy file, got gzip data; unpack it first
    pickle: FormatError npy-magic
    npy: x: must be a .npy file, got a pickle; load it in Python and save its arrays with np.savez
    HDF5: FormatError npy-magic
    npy: x: must be a .npy file, got an HDF5 file; load it in Python and save its arrays with np.savez
    npy: FormatError bad-zip
    zip: x: must be a .zip archive, got a .npy file; read it with fromNpy
    npz: FormatError npy-magic
    npy: x: must be a .npy file, got a .zip archive; read it with fromNpz if NumPy saved it
    safetensors: FormatError npy-magic
    npy: x: must be a .npy file, got a safetensors file; read it with fromSafetensors"
  `);
});

test("whatever format was meant", () => {
  const readers = [fromNpy, fromNpz, fromSafetensors, fromIdx];
  for (const name of ["web page", "web page with a mark", "XML", "LFS pointer"]) {
    const errors = readers.map((read) => thrown(() => read(found[name] as Uint8Array, "x")));
    expect(errors.filter((error) => !error.startsWith("FormatError failed-download"))).toEqual([]);
  }
});
