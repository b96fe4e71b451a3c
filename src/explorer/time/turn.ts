/** Gives others on the event loop their turn, without the 4 ms that browsers put between timers that follow each other. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/** Work at most this many ms at a time: a frame, and what it draws, must fit in between. */
const portion = 10;

/** Gives others their turn where the last one is a while ago. */
export function shortPortions(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < portion) return undefined;
    return turn().then(() => {
      last = performance.now();
    });
  };
}
