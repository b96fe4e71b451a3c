import { overlap, type Rectangle } from "./shape.ts";

/** Side of a cell, in points. */
const side = 32;
/** More rows than any picture has. */
const rows = 2 ** 24;

/** Things by where they are, so that what is near is found without a look at all. */
export interface Grid<T extends Rectangle> {
  readonly add: (thing: T) => void;
  /** Whether something that is looked for overlaps a place. */
  readonly has: (place: Rectangle, isIt?: (thing: T) => boolean) => boolean;
}

export function grid<T extends Rectangle>(): Grid<T> {
  const cells = new Map<number, T[]>();
  /** Calls `visit` for the key of each cell that a place touches, until it answers true. */
  const someCell = ({ left, right, top, bottom }: Rectangle, visit: (key: number) => boolean): boolean => {
    for (let column = Math.floor(left / side); column <= right / side; column++)
      for (let row = Math.floor(top / side); row <= bottom / side; row++) if (visit(column * rows + row)) return true;
    return false;
  };
  return {
    add: (thing) => {
      someCell(thing, (key) => {
        const cell = cells.get(key);
        if (cell) cell.push(thing);
        else cells.set(key, [thing]);
        return false;
      });
    },
    has: (place, isIt = () => true) =>
      someCell(place, (key) => cells.get(key)?.some((thing) => overlap(thing, place) && isIt(thing)) === true),
  };
}
