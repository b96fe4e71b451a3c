import { roleStyles } from "../../../src/export/theme.ts";

/** The site's icon: an input, an output, and what goes from one to the other. */
export const icon = (): string =>
  [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M8 24 24 8" stroke="#6e7781" stroke-width="3"/>',
    `<circle cx="8" cy="24" r="6" fill="${roleStyles.input.line}"/><circle cx="24" cy="8" r="6" fill="${roleStyles.output.line}"/></svg>`,
  ].join("");
