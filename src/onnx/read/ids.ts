/**
 * Ids for names that are no ids ("onnx::Flatten_0", "39", "gpu_0/data_0"): letters, digits and underscores, beginning with a letter, no two
 * alike. The same name gets the same id each time.
 */
export function makeIds(): (name: string, before: string) => string {
  const ids = new Map<string, string>();
  const taken = new Set(["constructor"]);
  return (name, before) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const letters = name.replace(/[^A-Za-z0-9_]/g, "_").slice(0, longest);
    const plain = /^[A-Za-z]/.test(letters) ? letters : `${before}${letters}`;
    let id = plain;
    for (let count = 2; taken.has(id); count++) id = `${plain}_${count}`;
    taken.add(id);
    ids.set(name, id);
    return id;
  };
}

/** Of a name, so that a number may follow it. */
const longest = 150;
