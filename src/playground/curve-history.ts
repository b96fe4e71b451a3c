/** Loss and accuracy by epoch, as charts show them: thinned out so that it stays short however long a training is. */
export class CurveHistory {
  readonly epochs: number[] = [];
  readonly columns: Record<CurveName, (number | null)[]> = { loss: [], testLoss: [], accuracy: [], testAccuracy: [] };
  #stride = 1;
  #sinceLast = 0;

  /** The last point moves until as many answers have come as one stands for. */
  add(epoch: number, values: Readonly<Partial<Record<CurveName, number>>>): void {
    const { epochs, columns } = this;
    // After an undo, what lies ahead did not happen.
    while (epochs.length > 0 && (epochs.at(-1) as number) >= epoch) this.#pop();
    if (this.#sinceLast % this.#stride !== 0 && epochs.length > 1) this.#pop();
    this.#sinceLast++;
    epochs.push(epoch);
    for (const name of curveNames) columns[name].push(values[name] ?? null);
    if (epochs.length > mostPoints) this.#thin();
  }

  #pop(): void {
    this.epochs.pop();
    for (const name of curveNames) this.columns[name].pop();
  }

  #thin(): void {
    const keep = (_: unknown, i: number): boolean => i % 2 === 0;
    const { epochs, columns } = this;
    epochs.splice(0, epochs.length, ...epochs.filter(keep));
    for (const name of curveNames) columns[name].splice(0, columns[name].length, ...columns[name].filter(keep));
    this.#stride *= 2;
  }
}

export const curveNames = ["loss", "testLoss", "accuracy", "testAccuracy"] as const;
export type CurveName = (typeof curveNames)[number];
const mostPoints = 800;
