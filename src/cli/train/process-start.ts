import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isAlive } from "../../files/is-alive.ts";

/**
 * When a process started, in words that no other process of that number has; "" where the system does not tell (Windows), undefined where
 * there is no such process. One that was killed and that nobody has taken note of, a zombie, is none.
 */
export function processStart(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  const known = startOnLinux(pid) ?? startByPs(pid);
  return known?.startsWith("Z") ? undefined : (known ?? "");
}

/** The state, the boot and the ticks since: fields 3 and 22, counted behind the name, which may hold anything. */
function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return "Z";
    return `${fields[19]} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  if (process.platform === "win32") return undefined;
  const ask = (column: string): string =>
    execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5000,
    }).trim();
  try {
    return ask("state").startsWith("Z") ? "Z" : ask("lstart");
  } catch {
    return undefined;
  }
}
