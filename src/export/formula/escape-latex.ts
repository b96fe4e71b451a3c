const signs: Readonly<Record<string, string>> = { "\\": "$\\backslash$", "^": "$\\wedge$", "~": "$\\sim$" };

/** Any text so that LaTeX shows it as it is, inside \text{} or \mathrm{}. */
export const escapeLatex = (text: string): string => text.replace(/[\\^~{}$&#%_]/g, (sign) => signs[sign] ?? `\\${sign}`);
