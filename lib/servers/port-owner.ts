/** Why a server could not listen, as a fault with a remedy: for a port in use, which process has it. */
import { readdir, readFile, readlink } from "node:fs/promises";
import { type Fault, fault } from "@/lib/contracts/fault";
import { readSocketTable } from "./inherited/socket-table";

/**
 * The fault for an error of binding a server's socket.
 * @param name of the server, as in "The TFTP server"
 */
export async function bindFault(
  error: unknown,
  name: string,
  address: string,
  port: number,
  transport: "UDP" | "TCP" = "UDP",
): Promise<Fault> {
  const { code, message } = error as NodeJS.ErrnoException;
  const where = `${transport} port ${port} of ${address}`;
  switch (code) {
    case "EADDRINUSE": {
      const owner = await portOwner(port, transport);
      return fault(
        "conflict",
        `${where} is in use by ${owner ?? "another program"}.`,
        `Stop that program, or give the ${name} another port.`,
      );
    }
    case "EACCES":
    case "EPERM":
      return fault(
        "not-allowed",
        `Listening on ${where} is not permitted.`,
        `Ports below 1024 need a privilege. Use port ${transport === "UDP" ? "6969 and forward port 69 to it" : "2222 and forward port 22 to it"}, or run setcap cap_net_bind_service=+ep on the node program.`,
      );
    case "EADDRNOTAVAIL":
    case "EINVAL":
    case "ENOTFOUND":
      return fault(
        "bad-input",
        `${address} is not an address of this machine.`,
        "Choose an address of this machine.",
      );
    default:
      return fault("internal", `The ${name} could not start: ${message}`);
  }
}

/** The process that owns a port, like `in.tftpd (pid 123)`; null where it cannot be found out (Linux only, and own processes or root). */
async function portOwner(port: number, transport: "UDP" | "TCP"): Promise<string | null> {
  const rows = (await readSocketTable(transport)).filter((row) => row.port === port);
  const inodes = new Set(rows.map(({ inode }) => inode));
  if (inodes.size === 0) return null;
  const processes = (await readdir("/proc").catch(() => [])).filter((entry) => /^\d+$/.test(entry));
  for (const pid of processes) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode === undefined || !inodes.has(inode)) continue;
      const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
      return `${name || "a program"} (pid ${pid})`;
    }
  }
  return null;
}
