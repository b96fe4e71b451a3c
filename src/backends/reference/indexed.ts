import type { Attrs } from "../../../graph/graph.ts";
import type { Fail, Index, Value } from "../../../graph/op.ts";
import { indexWalk } from "../index-walk.ts";
import { failIndex } from "./fail-index.ts";

/** Picks, marks, adds or puts elements at indices, in the order in which they lie in memory. */
export function indexKernel({ index }: Index, inputs: readonly Value[], y: Value, { axis }: Attrs, fail: Fail): () => void {
  const { does, lines, fromEnd } = index;
  const { indices, at, along, outer, count, inner, size } = indexWalk(index, inputs, y, axis as number | undefined);
  const [x, moved] = [at.data, along?.data];
  return () => {
    if (does === "put") y.data.set((inputs[0] as Value).data);
    else if (does !== "pick") y.data.fill(0);
    for (let line = 0, i = 0; line < outer * count; line++) {
      const start = Math.floor(line / count) * size;
      for (const end = i + inner; i < end; i++) {
        const from = lines ? line % count : i;
        let index = indices.data[from] as number;
        if (fromEnd && index < 0) index += size;
        if (!(index >= 0 && index < size)) failIndex(indices, from, size, fail, fromEnd);
        const place = (start + index) * inner + i - end + inner;
        if (does === "pick") y.data[i] = x[place]!;
        else x[place] = does === "add" ? x[place]! + moved![i]! : moved ? moved[i]! : 1;
      }
    }
  };
}
