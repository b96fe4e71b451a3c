/** What an epoch of `fit` tells. */
interface Told {
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly validation?: Readonly<Record<string, number>>;
  readonly learningRate: number;
}

/** Trains to the end and prints the first, the last and every so-manyth epoch: "epoch 100  loss 0.812  accuracy 0.643  rate 0.0199". */
export async function printEpochs(
  training: AsyncIterable<Told>,
  { every, last }: { readonly every: number; readonly last: number },
): Promise<void> {
  for await (const { epoch, metrics, validation = {}, learningRate } of training) {
    if (epoch !== 1 && epoch !== last && epoch % every !== 0) continue;
    const values = [
      ...Object.entries(metrics),
      ...Object.entries(validation).map(([name, value]) => [`validation ${name}`, value] as const),
      ["rate", learningRate] as const,
    ];
    console.log(`epoch ${epoch}  ${values.map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`).join("  ")}`);
  }
}
