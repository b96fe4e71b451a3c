import * as preact from "preact";
import * as hooks from "preact/hooks";
import { Fragment, jsx, jsxs } from "preact/jsx-runtime";

/** The views that are loaded later are shown by the same Preact: there it is found here, by the names of its modules. */
export const sharePreact = (): void =>
  void Object.assign(globalThis, {
    dagradShared: {
      preact: { h: preact.h, Fragment, render: preact.render },
      "preact/hooks": {
        useEffect: hooks.useEffect,
        useId: hooks.useId,
        useLayoutEffect: hooks.useLayoutEffect,
        useMemo: hooks.useMemo,
        useRef: hooks.useRef,
        useState: hooks.useState,
      },
      "preact/jsx-runtime": { Fragment, jsx, jsxs },
    },
  });
