import { internal } from "../../../graph/errors.ts";
import type { finiteCheck as check } from "../../run/check-finite.ts";

/* In the first script the build puts this in the place of src/run/check-finite.ts: the larger script names the op that a NaN comes from. */

export const finiteCheck: typeof check = () => {
  throw internal("this script cannot say what is not finite");
};
