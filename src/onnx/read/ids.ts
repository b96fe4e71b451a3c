import { isName } from "../../../graph/names.ts";

/**
 * Ids for the names of a file: a name that is an id stays, "fc1.weight" too. Of others ("onnx::MatMul_34", "39", "/fc1/Gemm_output_0") letters
 * and digits stay, with underscores between them, and `before` in front of what does not begin with a letter. No two are alike, and none is
 * one that `isTaken`. The same name gets the same id each time.
 */
export function makeIds(isTaken?: (id: string) => boolean): (name: string, before: string) => string {
  const ids = new Map<string, string>();
  const fresh = freshIds(isTaken);
  return (name, before) => {
    const id = ids.get(name) ?? fresh(name, before);
    ids.set(name, id);
    return id;
  };
}

/** As `makeIds`, with another id each time: what has one name need not be one thing. */
export function freshIds(isTaken: (id: string) => boolean = () => false): (name: string, before: string) => string {
  const taken = new Set<string>();
  return (name, before) => {
    const stem = stemOf(name, before);
    let id = stem;
    for (let count = 2; taken.has(id) || isTaken(id); count++) id = `${stem}_${count}`;
    taken.add(id);
    return id;
  };
}

/** Of a name, so that a number may follow it. */
const longest = 150;

function stemOf(name: string, before: string): string {
  if (name.length <= longest && isName(name)) return name;
  const letters = name
    .slice(0, longest)
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "");
  return isName(letters) ? letters : `${before}${letters}`;
}
