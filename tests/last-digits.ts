/**
 * True where exp, log, sin, cos and tanh of doubles may have other last digits than the tests know. V8 computes them by the same formulas
 * everywhere, but compilers for arm64 join a product and a sum, which rounds once and not twice. Source: nodejs/node#59095.
 */
export const otherLastDigits: boolean = process.arch !== "x64";

if (otherLastDigits) console.warn(`tests of the last digit of exp and log of doubles are skipped: ${process.arch} may have another`);
