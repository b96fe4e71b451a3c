/** What the command line reports on one line: a wrong call, a file that cannot be read, a module without a graph. */
export class CliError extends Error {
  override readonly name = "CliError";
}
