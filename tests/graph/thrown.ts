/** What an error says and carries, for snapshots of whole error texts; fails when nothing is thrown. */
export function thrown(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code, node } = error as Error & { readonly code?: string; readonly node?: string };
    return `${error.name} ${code}${node === undefined ? "" : ` at ${node}`}\n${error.message}`;
  }
  throw new Error("expected an error, got none");
}

/** As `thrown`, of what fails later; "no error" where it does not. */
export async function thrownLater(act: () => unknown): Promise<string> {
  try {
    await act();
    return "no error";
  } catch (error) {
    return thrown(() => {
      throw error;
    });
  }
}
