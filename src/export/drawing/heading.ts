import type { Role } from "../theme.ts";

/** What the heading of a box is written from. */
export interface Headed {
  readonly role: Role;
  /** "w₁", "exp", "max(0, ·)", "loss" */
  readonly text: string;
  /** Names of those operands that have one here. */
  readonly operands: readonly (string | undefined)[];
}

/** "X · w₁", "+ b₁", "max(0, ·)": a sign with the names of those operands that have one here. */
export function headingOf({ role, text, operands }: Headed): string {
  if (role !== "op" || Array.from(text).length > 1 || operands.length !== 2) return text;
  return `${operands[0] ?? ""} ${text} ${operands[1] ?? ""}`.trim();
}
