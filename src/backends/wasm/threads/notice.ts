let noticed = false;

/** Says once, on the console, that there are no threads: it changes no result. */
export function notice(problem: string): void {
  if (noticed) return;
  noticed = true;
  console.warn(
    `dagrad: threads cannot be used (${problem}); one thread computes everything instead: slower, same results. A page must be served with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp; under a Content-Security-Policy allow worker-src blob:`,
  );
}
