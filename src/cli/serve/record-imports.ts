import { writeSync } from "node:fs";
import nodeModule from "node:module";

/*
 * Module hooks that tell which files a module is made of, while it is loaded: also of one that then throws, or does not come to an end. In
 * Node 20 hooks run in a thread of their own, which goes on where the module loops; so they write themselves, a line for each file.
 * Source: nodejs.org/api/module.html, customization hooks.
 */

/** The file descriptor that the lines are written to. */
export const importsTo = 3;

/** dagrad's own files, which need not be in node_modules where a project links it. */
const own = new URL("..", import.meta.url).href;
const isLocal = (url: string): boolean => url.startsWith("file:") && !url.includes("/node_modules/") && !url.startsWith(own);

const told = new Set<string>();

function tell(url: string): void {
  const plain = url.replace(/[?#].*$/, "");
  if (!isLocal(plain) || told.has(plain)) return;
  told.add(plain);
  try {
    writeSync(importsTo, `${plain}\n`);
  } catch {
    // Nobody reads them any more.
  }
}

interface Context {
  readonly parentURL?: string | undefined;
}
interface Resolved {
  readonly url: string;
}

/** What is asked for is told before it is found: a file that is missing is waited for. */
function tellAsked(specifier: string, { parentURL }: Context): void {
  if (/^(?:\.{0,2}\/|file:)/.test(specifier) && parentURL !== undefined && isLocal(parentURL)) tell(new URL(specifier, parentURL).href);
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Resolved>,
): Promise<Resolved> {
  tellAsked(specifier, context);
  const resolved = await next(specifier, context);
  tell(resolved.url);
  return resolved;
}

function resolveAtOnce(specifier: string, context: Context, next: (specifier: string, context: Context) => Resolved): Resolved {
  tellAsked(specifier, context);
  const resolved = next(specifier, context);
  tell(resolved.url);
  return resolved;
}

/** Has every import and require of this process be told from now on. `hooks` is where this file is, for Node's thread of hooks. */
export function recordImports(hooks: URL): void {
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: { resolve: typeof resolveAtOnce }) => void };
  if (registerHooks !== undefined) registerHooks({ resolve: resolveAtOnce });
  // Hooks came with Node 20.6.
  else nodeModule.register?.(hooks);
}
