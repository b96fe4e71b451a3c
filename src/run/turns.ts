/** Takes calls one after the other, in the order in which they came. One that fails does not hold up the next. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** True where nobody waits or works: a call at once is in order, too. */
  get idle(): boolean {
    return this.#waiting === 0;
  }

  /** What `job` gives once all calls before it have ended. */
  take<T>(job: () => T | Promise<T>): Promise<T> {
    this.#waiting++;
    const result = this.#last.then(job);
    const ended = (): void => {
      this.#waiting--;
    };
    this.#last = result.then(ended, ended);
    return result;
  }
}
