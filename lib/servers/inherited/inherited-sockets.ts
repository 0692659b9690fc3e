/** Finds the sockets that systemd opened for this program (sd_listen_fds(3)). They stay open as long as the process runs. */
import { readFile, readlink } from "node:fs/promises";
import { assignSockets, type InheritedSockets, NO_INHERITED_SOCKETS } from "./assign-sockets";
import { readSocketTable } from "./socket-table";

const FIRST_DESCRIPTOR = 3;
const LOST =
  "systemd opened sockets for this program, but they did not arrive. npm closes them: " +
  "start with node scripts/start.mjs in ExecStart=.";

/** The variables LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES. */
export type ListenVariables = { pid: number; count: number; names: readonly string[] };

/**
 * The sockets by server; none when the variables are absent or meant for a process that is not this one and did not
 * start it. Never rejects.
 */
export async function findInheritedSockets(listen: ListenVariables | null): Promise<InheritedSockets> {
  if (listen === null || !(await isOwnOrAncestor(listen.pid))) return NO_INHERITED_SOCKETS;
  const rows = [...(await readSocketTable("UDP")), ...(await readSocketTable("TCP"))];
  const byInode = new Map(rows.map(({ inode, ...socket }) => [inode, socket]));
  const given = await Promise.all(
    listen.names.slice(0, listen.count).map(async (name, i) => {
      const fd = FIRST_DESCRIPTOR + i;
      const target = await readlink(`/proc/self/fd/${fd}`).catch(() => "");
      const socket = byInode.get(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? "");
      return { fd, name, socket: socket ? { fd, ...socket } : null };
    }),
  );
  if (given.every(({ socket }) => socket === null)) return { ...NO_INHERITED_SOCKETS, notes: [LOST] };
  return assignSockets(given);
}

/** A shell between systemd and this process changes the process but keeps the descriptors. */
async function isOwnOrAncestor(wanted: number): Promise<boolean> {
  for (let pid = process.pid; pid > 1; pid = await parentOf(pid)) if (pid === wanted) return true;
  return false;
}

/** 0 when it cannot be found out. */
async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The program's name, in parentheses, may contain spaces and parentheses itself.
  return Number(/\) \S (\d+)/.exec(stat.slice(stat.lastIndexOf(")")))?.[1] ?? 0);
}
