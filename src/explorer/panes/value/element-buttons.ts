/** Moves the focus among the elements of a table by arrow keys; the table itself is one stop of the Tab key. True where the key did something. */
export function moveAmongElements(table: HTMLElement, event: KeyboardEvent): boolean {
  const root = table.getRootNode() as Document | ShadowRoot;
  const now = root.activeElement;
  const first = table.querySelector<HTMLElement>(".element");
  if (first === null) return false;
  if (now === table) {
    if (event.key !== "Enter") return false;
    first.focus();
    return true;
  }
  if (!(now instanceof HTMLElement) || !now.classList.contains("element")) return false;
  const cell = now.closest("td") as HTMLTableCellElement;
  const row = cell.parentElement as HTMLTableRowElement;
  const beside = { ArrowLeft: cell.previousElementSibling, ArrowRight: cell.nextElementSibling }[event.key];
  const above = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key];
  const next = beside ?? above?.children[cell.cellIndex];
  if (event.key === "Escape") table.focus();
  else if (!/^Arrow/.test(event.key)) return false;
  else next?.querySelector<HTMLElement>(".element")?.focus();
  return true;
}
