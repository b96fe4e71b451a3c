import { reference } from "../../../../dist/node/index.js";
import { programs } from "./dagrad.mjs";

/** The backend that follows NumPy bit for bit: loops over typed arrays in TypeScript. */
export const contender = () => programs({ backend: reference });
