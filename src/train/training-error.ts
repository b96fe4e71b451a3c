import { FeedError, isDagradError } from "../../graph/errors.ts";

/**
 * An error of a step with its epoch and batch in front. Where a value was not finite, `findGuilty` runs the step again under
 * checkFinite, and the first node that produced it is named.
 */
export function placed(error: unknown, epoch: number, batch: number, findGuilty: () => unknown): unknown {
  if (!isDagradError(error)) return error;
  const guilty = error.code === "not-finite" ? thrownBy(findGuilty) : undefined;
  const cause = guilty ?? error;
  // What checkFinite advises is meant for runs.
  const message = guilty
    ? guilty.message.replace(/; [^;]*$/, "; clean the data, lower the learning rate or clip gradients")
    : cause.message;
  return new FeedError(`fit: epoch ${epoch}, batch ${batch}: ${message}`, {
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
