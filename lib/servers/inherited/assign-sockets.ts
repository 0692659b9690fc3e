/** Which server gets which of the sockets that a service manager opened, by their names and kinds. */
import { hostAndPort } from "@/lib/kit/host-and-port";

/** A bound socket that this process got when it started. */
export type InheritedSocket = {
  /** The descriptor. */
  fd: number;
  transport: "UDP" | "TCP";
  family: 4 | 6;
  address: string;
  port: number;
};

export type InheritedSockets = {
  /** One or more of UDP; empty when the TFTP server opens its own. Those on all addresses come first. */
  tftp: readonly InheritedSocket[];
  sftp: InheritedSocket | null;
  /** The command line over SSH. */
  cli: InheritedSocket | null;
  /** A sentence about each socket that is not used, and why. */
  notes: readonly string[];
};

export const NO_INHERITED_SOCKETS: InheritedSockets = { tftp: [], sftp: null, cli: null, notes: [] };

const WILDCARDS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);
const REMEDY = "Set FileDescriptorName= in its socket unit to tftp, sftp or cli.";

/**
 * @param given in the order of their descriptors; `socket` is null for one that is neither bound UDP nor listening TCP
 */
export function assignSockets(
  given: readonly { fd: number; name: string; socket: InheritedSocket | null }[],
): InheritedSockets {
  const tftp: InheritedSocket[] = [];
  const notes: string[] = [];
  const single: { sftp: InheritedSocket | null; cli: InheritedSocket | null } = { sftp: null, cli: null };
  for (const { fd, name, socket } of given) {
    const which = `Socket ${fd} from systemd${name === "" ? "" : ` (${name})`}`;
    if (socket === null) {
      notes.push(`${which} is not used: it is neither a UDP socket nor a listening TCP socket.`);
      continue;
    }
    const at = `${socket.transport} ${hostAndPort(socket.address, socket.port)}`;
    if (name === "sftp" || name === "cli") {
      if (socket.transport !== "TCP") notes.push(`${which}, ${at}, is not used: ${name} needs TCP.`);
      else if (single[name] !== null) notes.push(`${which}, ${at}, is not used: ${name} takes one socket.`);
      else single[name] = socket;
    } else if (socket.transport === "UDP") {
      // TFTP is the only service over UDP, so that its socket needs no name.
      tftp.push(socket);
    } else if (name === "tftp") {
      notes.push(`${which}, ${at}, is not used: tftp needs UDP (ListenDatagram=).`);
    } else {
      notes.push(`${which}, ${at}, is not used: no server has this name. ${REMEDY}`);
    }
  }
  const isWildcard = ({ address }: InheritedSocket) => Number(WILDCARDS.has(address));
  return { tftp: tftp.toSorted((a, b) => isWildcard(b) - isWildcard(a)), ...single, notes };
}
