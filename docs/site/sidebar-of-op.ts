import type { Item } from "./navigation.ts";

/**
 * What stands beside each op: its family, and the names of the others. All ops beside each of them would be half of the bytes of their pages; so the
 * site says all once, and this is made of it in the page.
 */
export function withSidebarsOfOps(sidebar: Readonly<Record<string, Item[]>>): Record<string, Item[]> {
  const [all, ...families] = sidebar["/ops/"] ?? [];
  if (all === undefined) return { ...sidebar };
  const others = families.map(({ text, link }) => ({ text, ...(link && { link }) }));
  const own = families.map((family, i) => {
    const beside = [all, family, { text: "Other families", items: others.filter((_, j) => j !== i) }];
    return (family.items ?? []).map(({ link }) => [`${link}.md`, beside] as const);
  });
  // The first one that a page's path begins with is taken.
  return { ...Object.fromEntries(own.flat()), ...sidebar };
}
