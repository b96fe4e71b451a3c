import { transform } from "sucrase";
import { moduleOf, separator } from "../../../tests/repository/programs.ts";

export interface ListingsOptions {
  /** What `import` of the listings gives, by name. */
  readonly modules: (name: string) => unknown;
  /** Names that the listings find declared. */
  readonly scope?: Readonly<Record<string, unknown>>;
  /** Called when a listing has ended and the next one begins. */
  readonly onNext: () => void;
}

/** Runs listings as one module, which prints nothing. */
export async function runListings(blocks: readonly string[], { modules, scope = {}, onNext }: ListingsOptions): Promise<void> {
  const log = (...values: unknown[]): void => {
    if (values[0] === separator) onNext();
  };
  const { code } = transform(moduleOf(blocks), { transforms: ["typescript", "imports"], disableESTransforms: true });
  const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>;
  const names = Object.keys(scope);
  const run = new AsyncFunction("require", "exports", "console", ...names, code);
  await run(modules, {}, { log }, ...names.map((name) => scope[name]));
}
