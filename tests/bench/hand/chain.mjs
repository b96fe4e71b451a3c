/** 500 times x + v, then max(0, x), on 16 floats: one closure per op, called through a list. `vectors` are the 500 v. */
export function chainLoops(x, vectors) {
  const h = new Float32Array(16);
  const steps = vectors.flatMap((v) => [
    () => {
      for (let i = 0; i < h.length; i++) h[i] = h[i] + v[i];
    },
    () => {
      for (let i = 0; i < h.length; i++) h[i] = h[i] > 0 ? h[i] : 0;
    },
  ]);
  return () => {
    h.set(x);
    for (let i = 0; i < steps.length; i++) steps[i]();
    return h;
  };
}
