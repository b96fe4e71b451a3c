/** Work at most this many ms before others on the event loop get their turn: a page stays alive, a server answers. */
const turn = 30;

/** Gives the event loop a turn where the last one is a while ago. */
export function pacer(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < turn) return undefined;
    return new Promise((resolve) => {
      setTimeout(() => {
        last = performance.now();
        resolve();
      }, 0);
    });
  };
}
