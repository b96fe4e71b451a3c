import { colors, darkLines, roleStyles } from "../../src/export/theme.ts";

/** VitePress's variables in the colours of the pictures, so that a drawing stands on its page as if printed there. */
export const coloursOfPages = (): string => `
:root {
  --vp-c-bg: ${colors.paper}; --vp-c-bg-alt: ${colors.clusterFill}; --vp-c-bg-elv: ${colors.paper}; --vp-c-bg-soft: ${colors.clusterFill};
  --vp-c-text-1: ${colors.ink}; --vp-c-text-2: ${colors.softInk}; --vp-c-text-3: ${colors.softInk};
  --vp-c-border: ${colors.edge}; --vp-c-divider: ${colors.clusterLine}; --vp-c-gutter: ${colors.clusterLine};
  --vp-c-brand-1: ${roleStyles.input.line}; --vp-c-brand-2: #005A8D; --vp-c-brand-3: ${roleStyles.input.line}; --vp-c-brand-soft: ${roleStyles.input.fill};
  --dagrad-function: ${roleStyles.function.line}; --dagrad-output: ${roleStyles.output.line}; --dagrad-output-fill: ${roleStyles.output.fill};
  --dagrad-parameter: ${roleStyles.parameter.line}; --dagrad-reduction: ${roleStyles.reduction.line};
}
.dark {
  --vp-c-bg: #0D1117; --vp-c-bg-alt: #12171E; --vp-c-bg-elv: #161B22; --vp-c-bg-soft: #161B22;
  --vp-c-text-1: #E6EDF3; --vp-c-text-2: #9AA4AF; --vp-c-text-3: #9AA4AF;
  --vp-c-border: ${darkLines[colors.edge]}; --vp-c-divider: ${darkLines[colors.clusterLine]}; --vp-c-gutter: ${darkLines[colors.clusterLine]};
  --vp-c-brand-1: ${darkLines[roleStyles.input.line]}; --vp-c-brand-2: #8CCBF0; --vp-c-brand-3: #1F6FB2; --vp-c-brand-soft: #0C2D48;
  --dagrad-function: ${darkLines[roleStyles.function.line]}; --dagrad-output: ${darkLines[roleStyles.output.line]}; --dagrad-output-fill: #46200B;
  --dagrad-parameter: ${darkLines[roleStyles.parameter.line]}; --dagrad-reduction: ${darkLines[roleStyles.reduction.line]};
}
`;
