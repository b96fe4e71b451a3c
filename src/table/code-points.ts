/** The texts in the order of their code points, as NumPy sorts them; UTF-16 would put some rare characters before others. */
export const inOrder = (texts: Iterable<string>): string[] => [...texts].sort(compare);

function compare(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return weight(left) - weight(right);
  }
  return a.length - b.length;
}

/** Halves of characters beyond U+FFFF come after all others. */
const weight = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
