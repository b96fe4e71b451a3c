/**
 * The numbers of a named array, the same in every process: normal ones times `scale`, from a generator that the name seeds.
 * Networks of today are given theirs this way and not as files, since peers are JavaScript here.
 */
export function normals(name, shape, scale = 1) {
  let state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193), 0x811c9dc5);
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const count = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length: count }, () => scale * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
}

/** Elements [a, b, c, d] as [a, d, b, c] and the like: `order` says which axis of x each axis of the result is. */
export function permuted(x, shape, order) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const out = new x.constructor(x.length);
  const to = order.map((axis) => shape[axis]);
  const at = order.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    let from = 0;
    for (let axis = 0; axis < order.length; axis++) from += at[axis] * strides[order[axis]];
    out[i] = x[from];
    for (let axis = order.length - 1; axis >= 0 && ++at[axis] === to[axis]; axis--) at[axis] = 0;
  }
  return out;
}
