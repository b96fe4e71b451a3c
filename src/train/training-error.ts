import { FeedError, isDagradError } from "../../graph/errors.ts";
import type { Batch } from "./dataset.ts";

/** A bad label of a batch, told of its row in the data, with `where` in front ("evaluate: batch 3"). Other errors are returned as they are. */
export function inData(error: unknown, where: string, { placeOf }: Batch): unknown {
  if (!(error instanceof FeedError) || error.code !== "index-range") return error;
  const { message, code, node = "", expected = "", actual = "" } = error;
  const place = (text: string): string =>
    text.replace(/( at \[| in row )(\d+)((?:, \d+)*\]|)/, (_, at, row, rest) =>
      placeOf === undefined ? `${at}${row}${rest} of the batch` : `${at}${placeOf(Number(row))}${rest} of the data`,
    );
  return new FeedError(`${where}: ${place(message)}`, { code, node, expected, actual: place(actual) });
}

/**
 * An error of a step with its epoch and batch in front. A bad label is told of its row in the data. Where a value was not finite,
 * `findGuilty` runs the step again under checkFinite, and the first node that produced it is named.
 */
export function placed(error: unknown, where: string, batch: Batch, findGuilty: () => unknown): unknown {
  if (!isDagradError(error)) return error;
  const labelled = inData(error, where, batch);
  if (labelled !== error) return labelled;
  const guilty = error.code === "not-finite" ? thrownBy(findGuilty) : undefined;
  const cause = guilty ?? error;
  // What checkFinite advises is meant for runs.
  const message = guilty
    ? guilty.message.replace(/; [^;]*$/, "; clean the data, lower the learning rate or clip gradients")
    : cause.message;
  return new FeedError(`${where}: ${message}`, {
    code: cause.code,
    ...(cause.node !== undefined && { node: cause.node }),
    ...(cause.expected !== undefined && { expected: cause.expected }),
    ...(cause.actual !== undefined && { actual: cause.actual }),
  });
}

function thrownBy(run: () => unknown): FeedError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof FeedError ? error : undefined;
  }
}
