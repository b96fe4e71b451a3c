/** A font as a page holds it. */
export interface FontFile {
  readonly family: string;
  readonly weight: string;
  readonly style: string;
  /** woff or woff2, in base64. */
  readonly bytes: string;
}

const loaded = new Set<string>();

/** Has the page know fonts, each once: also for shadow roots, whose own styles cannot name any. */
export function loadFonts(fonts: readonly FontFile[]): void {
  for (const { family, weight, style, bytes } of fonts) {
    // Of one font, several may be there with the glyphs of some characters each.
    const key = `${family} ${weight} ${style} ${bytes}`;
    if (loaded.has(key)) continue;
    loaded.add(key);
    document.fonts.add(
      new FontFace(
        family,
        Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)),
        { weight, style },
      ),
    );
  }
}
