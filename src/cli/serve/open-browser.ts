import { spawn } from "node:child_process";

/** The program that opens an address as the user likes it, by system. */
export function openerOf(platform: NodeJS.Platform, address: string): readonly [command: string, ...words: string[]] {
  if (platform === "darwin") return ["open", address];
  // To `start`, what is quoted first is a title.
  return platform === "win32" ? ["cmd", "/c", "start", '""', address] : ["xdg-open", address];
}

/** Opens an address in the browser. Where there is none, nothing happens: the address is printed in any case. */
export function openBrowser(address: string): void {
  const [command, ...words] = openerOf(process.platform, address);
  const opener = spawn(command, words, { stdio: "ignore", detached: true, windowsVerbatimArguments: true });
  opener.on("error", () => {});
  opener.unref();
}
