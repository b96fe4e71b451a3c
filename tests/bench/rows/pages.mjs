import { place } from "../../../dist/src/place/place.js";
import { interleave, verify } from "../measure.mjs";
import { editorRows } from "./editor.mjs";
import { pictureRows } from "./picture.mjs";
import { playgroundRows } from "./playground.mjs";

/** What pages do while one looks at them. */
export async function pageRows() {
  return [...placingRows(), ...(await editorRows()), ...(await pictureRows()), ...(await playgroundRows())];
}

/** Placing of drawings, as pictures and pages need it: a residual network op by op, layers in frames, with labels and skips. */
function placingRows() {
  const works = [{ boxes: 200, bound: 8 }, { boxes: 1000, bound: 30 }, { boxes: 20_000, bound: 400 }, { boxes: 100_000 }].map(
    ({ boxes, bound }) => ({ name: `placing ${boxes} boxes`, bound, drawing: residualNetwork(boxes) }),
  );
  for (const { drawing } of works) {
    const { nodes } = place(drawing);
    const spine = drawing.nodes.filter(({ spine }) => spine).map(({ id }) => nodes.get(id));
    verify(
      "the spine is straight",
      spine.map(({ left, right }) => left + right),
      spine.map(() => 0),
      1e-9,
    );
  }
  // Pages place again and again: the small ones are measured warm, too.
  return works.map(({ name, bound, drawing }) => {
    const rounds = Math.max(5, Math.min(60, Math.round(40_000 / drawing.nodes.length)));
    const times = interleave([{ name, run: () => place(drawing) }], { rounds, warmUp: rounds });
    return { work: name, unit: "ms", ...times.get(name), bound };
  });
}

function residualNetwork(boxes) {
  const [nodes, edges, groups, rows] = [[], [], [], []];
  const add = (id, group, spine, width = 60, height = 30) => {
    nodes.push({ id, width, height, outline: "box", group, spine });
    return id;
  };
  const link = (from, to, spine, label) =>
    edges.push({ from, to, kind: "forward", spine, ...(label && { label: { width: 30, height: 11 } }) });
  let last = add("x", undefined, true);
  for (let block = 0; nodes.length < boxes; block++) {
    const entry = last;
    for (const layer of [0, 1]) {
      const own = `${block}.${layer}`;
      groups.push({ id: `layer ${own}`, margin: 9, title: { width: 80, height: 24 } });
      for (const [leaf, op] of [
        ["w", "dot"],
        ["b", "plus"],
      ]) {
        const [side, next] = [add(`${leaf} ${own}`, `layer ${own}`, false), add(`${op} ${own}`, `layer ${own}`, true, 27, 27)];
        rows.push([side, next]);
        link(side, next, false);
        link(last, next, true, op === "dot");
        last = next;
      }
      link(last, add(`relu ${own}`, undefined, true), true, true);
      last = `relu ${own}`;
    }
    const sum = add(`sum ${block}`, undefined, true, 27, 27);
    link(last, sum, true);
    link(entry, sum, false, true);
    last = sum;
  }
  return { nodes, edges, groups, rows, direction: "TB" };
}
