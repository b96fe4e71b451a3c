import { spawn } from "node:child_process";

/** The program that opens an address as the user likes it, by system. */
export function openerOf(platform: NodeJS.Platform, address: string): readonly [command: string, ...words: string[]] {
  if (platform === "darwin") return ["open", address];
  // To `start`, what is quoted first is a title.
  return platform === "win32" ? ["cmd", "/c", "start", '""', address] : ["xdg-open", address];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Why no browser can be opened, as a line for the user; undefined where one can: xdg-open without a display would start one in the terminal. */
export function whyNoBrowser(platform: NodeJS.Platform, environment: Environment, address: string): string | undefined {
  if (platform === "darwin" || platform === "win32") return undefined;
  const isThere = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"].some((name) => environment[name]);
  if (isThere) return undefined;
  const { port } = new URL(address);
  return environment.SSH_CONNECTION
    ? `no browser is opened, since there is no display; on your machine: ssh -L ${port}:127.0.0.1:${port} <this machine>, then open the address there`
    : "no browser is opened, since there is no display; open the address yourself";
}

/** Opens an address in the browser. Where there is none, nothing happens: the address is printed in any case. */
export function openBrowser(address: string): void {
  const [command, ...words] = openerOf(process.platform, address);
  const opener = spawn(command, words, { stdio: "ignore", detached: true, windowsVerbatimArguments: true });
  opener.on("error", () => {});
  opener.unref();
}
