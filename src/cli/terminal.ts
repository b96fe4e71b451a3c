/** What a command may touch of its surroundings. */
export interface Terminal {
  readonly stdout: { write(content: string | Uint8Array): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Folder that relative file names start from. */
  readonly cwd: string;
}
