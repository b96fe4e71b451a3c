/** True for an object of values by name. A list, a map or a promise, such as of what was not awaited, has none that could be read. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !(Symbol.iterator in value) && !(value instanceof Promise);
