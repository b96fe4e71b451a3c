/**
 * Looks at the picture that the page shows: each text of a node must lie in the node's shape, each title in its cluster, every text in
 * the picture, and no label on an arrow. Runs in the page, so it uses nothing from outside itself.
 */
export function faultsOfPicture() {
  const faults = [];
  const root = document.querySelector("svg");
  const page = root.getBoundingClientRect();
  const groups = [...root.querySelectorAll("g.node, g.edge, g.cluster, g.graph")];
  const nearest = (text) => text.closest("g.node, g.edge, g.cluster, g.graph");
  const inside = (shape, box) => {
    // Ascenders and descenders reach over letters; what lies between them must be inside.
    const at = (x, y) => {
      const point = root.createSVGPoint();
      [point.x, point.y] = [x, y];
      return shape.isPointInFill(point);
    };
    const [top, bottom] = [box.y + box.height * 0.25, box.y + box.height * 0.75];
    return [box.x, box.x + box.width].every((x) => at(x, top) && at(x, bottom));
  };
  const texts = [...root.querySelectorAll("text")].filter((text) => text.textContent?.trim() !== "");
  for (const text of texts) {
    const group = nearest(text);
    const box = text.getBBox();
    const say = (fault) => faults.push({ text: text.textContent ?? "", fault });
    const { left, right, top, bottom } = text.getBoundingClientRect();
    if (left < page.left || right > page.right || top < page.top || bottom > page.bottom) say("leaves the picture");
    if (group?.matches(".node, .cluster")) {
      const shapes = [...group.querySelectorAll("polygon, path, ellipse, rect")].filter((shape) => nearest(shape) === group);
      const around = shapes.filter((shape) => {
        const { x, y, width, height } = shape.getBBox();
        const [middleX, middleY] = [box.x + box.width / 2, box.y + box.height / 2];
        return x <= middleX && middleX <= x + width && y <= middleY && middleY <= y + height;
      });
      // The cell of a table rather than the box around it.
      around.sort((a, b) => a.getBBox().width - b.getBBox().width);
      if (around[0] === undefined || !inside(around[0], box)) say("leaves its box");
    }
  }
  const lines = groups
    .filter((group) => group.matches(".edge"))
    .map((group) => {
      const points = [...group.querySelectorAll("path")].flatMap((path) => {
        const length = path.getTotalLength();
        return Array.from({ length: Math.ceil(length) }, (_, i) => path.getPointAtLength(i));
      });
      return { group, points };
    });
  for (const text of texts) {
    const own = nearest(text);
    // Titles without a free place are drawn over the lines, and cover them.
    const isAbove = text.closest(".titles") !== null && text.getAttribute("paint-order") === "stroke";
    if (isAbove || !own?.matches(".edge, .cluster")) continue;
    const { x, y, width, height } = text.getBBox();
    const covers = (point) => x < point.x && point.x < x + width && y + height * 0.2 < point.y && point.y < y + height * 0.8;
    for (const { group, points } of lines) {
      if (points.some(covers))
        faults.push({ text: text.textContent ?? "", fault: group === own ? "stands on its own line" : "stands on another line" });
    }
  }
  const overlap = (a, b) =>
    a.x + 1 < b.x + b.width &&
    b.x + 1 < a.x + a.width &&
    a.y + a.height * 0.3 < b.y + b.height * 0.7 &&
    b.y + b.height * 0.3 < a.y + a.height * 0.7;
  for (const [i, text] of texts.entries()) {
    for (const other of texts.slice(i + 1)) {
      if (overlap(text.getBoundingClientRect(), other.getBoundingClientRect()))
        faults.push({ text: `${text.textContent} / ${other.textContent}`, fault: "covers another text" });
    }
  }
  return faults;
}
