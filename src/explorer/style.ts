import { segmentsStyle } from "../page/segments.tsx";
import { colorVariables } from "../page/style.ts";
import { compareParts } from "./compare/parts.ts";
import { editStyle } from "./edit/edit-style.ts";
import { pictureStyle } from "./picture/style.ts";
import { stepperStyle } from "./stepper/stepper-style.ts";
import { frameStyle } from "./style/frame.ts";
import { headStyle } from "./style/head.ts";
import { panesStyle } from "./style/panes.ts";
import { printStyle } from "./style/print.ts";
import { valueStyle } from "./style/value.ts";
import { timeParts } from "./time/parts.ts";

/** The style of an explorer, inside its shadow root. */
export const explorerStyle = [
  colorVariables(":host"),
  frameStyle,
  segmentsStyle,
  headStyle,
  panesStyle,
  valueStyle,
  pictureStyle,
  editStyle,
  compareParts?.style,
  timeParts?.style,
  stepperStyle,
  printStyle,
].join("\n");
