/** One number of the network that was set by hand: undo and redo set it again. */
export interface Touch {
  /** The parameter, and which of its numbers. */
  readonly id: string;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** Which first weights the network had: of others, it says nothing. */
  readonly start: number;
}

interface Touched {
  readonly touch?: Touch;
}

/** What going from one state to another by undo or redo sets by hand: the number as it was before it was touched, or after. */
export function touchedBetween(left: Touched, reached: Touched, isUndo: boolean): (Touch & { readonly value: number }) | undefined {
  if (left.touch === reached.touch) return undefined;
  const touch = isUndo ? left.touch : reached.touch;
  return touch && { ...touch, value: isUndo ? touch.from : touch.to };
}
