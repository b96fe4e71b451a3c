import { effect } from "@preact/signals";
import type { Playground } from "./playground.ts";

/** Draws canvases once a frame, and only where something has changed. */
export class Painters {
  readonly #paints = new Set<() => void>();
  #requested = true;
  #frame = 0;
  #stop: (() => void) | undefined;
  /** Milliseconds of main-thread time that the last frames took to paint: for measurements. */
  readonly times: number[] = [];

  add(paint: () => void): () => void {
    this.#paints.add(paint);
    this.request();
    return () => this.#paints.delete(paint);
  }

  request(): void {
    this.#requested = true;
  }

  start(playground: Playground): void {
    const stopEffect = effect(() => {
      void [
        playground.state.value,
        playground.built.value,
        playground.pointed.value,
        playground.chosen.value,
        playground.followed.value,
        playground.phase.value,
      ];
      this.request();
    });
    const loop = (): void => {
      // The worker trains while the page paints what came before.
      playground.frame();
      if (this.#requested) {
        this.#requested = false;
        const start = performance.now();
        for (const paint of this.#paints) paint();
        this.times.push(performance.now() - start);
        if (this.times.length > 240) this.times.shift();
      }
      this.#frame = requestAnimationFrame(loop);
    };
    this.#frame = requestAnimationFrame(loop);
    this.#stop = () => {
      cancelAnimationFrame(this.#frame);
      stopEffect();
    };
  }

  stop(): void {
    this.#stop?.();
  }
}
