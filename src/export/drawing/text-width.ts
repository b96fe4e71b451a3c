/** Widths of Helvetica's characters from space to tilde, in thousandths of the font size. Source: Adobe's font metrics. */
// biome-ignore format: a table by rows of the alphabet
const helvetica = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015,
  667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/**
 * Other characters by their widths. Source: Liberation Sans, which has Helvetica's metrics; what it lacks, such as most signs set high or
 * low, is taken from DejaVu Sans, from where browsers then take it, too.
 */
const others = new Map(
  Object.entries({
    166: "ₗ",
    175: "ⱼ",
    179: "ᵢ",
    259: "ᵣ",
    278: "\u00a0·",
    295: "ₜ",
    333: "²³¹",
    373: "ₛ",
    385: "ᵀ",
    390: "⌊⌋⌈⌉",
    392: "ₐ",
    395: "τ",
    398: "ⁿₙ",
    400: "°ₕ",
    401: "⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉",
    405: "ᵤᵥ",
    414: "ₒ",
    417: "ₑ",
    426: "ₖʸ",
    428: "ₚ",
    444: "ˣₓ",
    446: "ε",
    494: "∂",
    500: "γκλν",
    528: "⁻₋",
    549: "÷±≤≥≠√",
    556: "–ηθ",
    578: "α",
    584: "×−¬",
    611: "ß",
    617: "σ",
    618: "Σ",
    623: "ₘ",
    626: "∘",
    648: "φ",
    668: "ΔΛ",
    690: "π",
    713: "∞∑ψ",
    778: "ØΘ",
    781: "ω",
    798: "Φ",
    823: "∏",
    834: "½",
    838: "⊙",
    871: "∈⊤",
    889: "æ",
    1000: "→←…—Æ",
  }).flatMap(([width, characters]) => Array.from(characters, (character) => [character, Number(width)] as const)),
);

/** Scripts of which each character fills a square. */
const isWide = /[\u2e80-\uffdc\u{1f000}-\u{3ffff}]/u;
const unknown = 600;

/** Width of a line of text in Helvetica, in points; an accent adds nothing. */
export function textWidth(line: string, fontSize: number): number {
  let width = 0;
  for (const character of line) width += widthOf(character);
  return (width / 1000) * fontSize;
}

function widthOf(character: string): number {
  const known = helvetica[(character.codePointAt(0) as number) - 32] ?? others.get(character);
  if (known !== undefined) return known;
  if (isWide.test(character)) return 1000;
  const letter = character.normalize("NFD").charAt(0);
  return letter === character || letter === "" ? unknown : widthOf(letter);
}
