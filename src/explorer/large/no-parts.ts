import type { LargeParts } from "./parts.ts";

const nothing = () => {};

/** Of a page whose graph is small: everything is there at once. */
export const large: LargeParts = {
  runSoon({ isRun, isListed }) {
    isRun.value = true;
    isListed.value = true;
    return nothing;
  },
  WhenSeen: ({ children }) => children,
  usePrinting: nothing,
  EndlessFormula: () => null,
};
