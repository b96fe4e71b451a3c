/* In the script of pages of the book, whose graphs change no parameters. */

export const explainUpdate = (): readonly never[] => [];
