/** Texts as Node's util.inspect writes them: in the quotes that need the fewest escapes, with what cannot be seen escaped. */

const escapes: Readonly<Record<string, string>> = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\\": "\\\\" };

/** Control characters, the backslash, and halves of a surrogate pair that stand alone. */
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
  /[\u0000-\u001f\\\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escaped = (character: string): string => {
  const code = character.charCodeAt(0).toString(16);
  return escapes[character] ?? (code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, "0").toUpperCase()}`);
};

export function quoted(text: string): string {
  const body = text.replace(hidden, escaped);
  if (!text.includes("'")) return `'${body}'`;
  if (!text.includes('"')) return `"${body}"`;
  if (!text.includes("`") && !text.includes("${")) return `\`${body}\``;
  return `'${body.replaceAll("'", "\\'")}'`;
}

/** What takes no column: control characters, accents over others, marks of format. */
const none = /\p{Cc}|\p{Mark}|\p{Cf}/u;
const two =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes in a terminal. */
export function columnsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text.normalize("NFC")) columns += none.test(character) ? 0 : two.test(character) ? 2 : 1;
  return columns;
}
