/** What stands beside the end of a curve. */
export interface EndLabel {
  readonly text: string;
  /** The curve's end, in px from the top. */
  readonly y: number;
}

/**
 * Where labels stand, in px from the top: as near to the ends of their curves as they can without any lying upon another, in the order of
 * the ends, between `top` and `bottom`. Neighbours that touch move apart together, around the middle of their ends.
 */
export function placeEndLabels(labels: readonly EndLabel[], height: number, [top, bottom]: readonly [number, number]): number[] {
  const order = labels.map((_, i) => i).sort((a, b) => (labels[a] as EndLabel).y - (labels[b] as EndLabel).y || a - b);
  /** Labels that touch, each a height below the other; `start` is where the first stands. */
  interface Group {
    readonly members: readonly number[];
    readonly start: number;
  }
  const group = (members: readonly number[]): Group => {
    const middle = members.reduce((sum, i, k) => sum + (labels[i] as EndLabel).y - k * height, 0) / members.length;
    return { members, start: Math.max(top, Math.min(bottom - (members.length - 1) * height, middle)) };
  };
  const groups: Group[] = [];
  for (const i of order) {
    let next = group([i]);
    for (let last = groups.at(-1); last !== undefined && last.start + last.members.length * height > next.start; last = groups.at(-1)) {
      groups.pop();
      next = group([...last.members, ...next.members]);
    }
    groups.push(next);
  }
  const places = new Array<number>(labels.length);
  for (const { members, start } of groups)
    members.forEach((i, k) => {
      places[i] = start + k * height;
    });
  return places;
}
