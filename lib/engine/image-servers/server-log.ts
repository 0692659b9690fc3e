/** Writes the log lines of the image servers, in the form of a syslog file and with the ids of the client's access point. */
import type { NewLogLine } from "@/lib/contracts/logs";
import type { ServerId } from "@/lib/contracts/server-ids";
import type { Clock } from "@/lib/kit/clock";
import type { Endpoint } from "@/lib/servers/endpoint";
import type { OwnProbes } from "@/lib/servers/own-probes";
import { authLogText } from "@/lib/servers/sftp/sftp-log";
import type { Simulation } from "../simulation/ports";

export type ServerLogPorts = {
  wall: Pick<Clock, "now">;
  /** Gives log lines their simulated time. */
  simulated: Pick<Clock, "now">;
  log: { append(line: NewLogLine): void };
  clientIds: Simulation["clientIds"];
  /** The requests of this program itself. */
  ownProbes: Pick<OwnProbes, "includes">;
  /** The host name in each line. */
  hostName: string;
};

/** A line without the time and host name that a syslog file puts before it. */
export type ServerLogLine = {
  /** The program name, such as `in.tftpd`. */
  tag: string;
  /** The number in the place of a process id. */
  pid: number;
  /** RFC 5424 severity. */
  severity: number;
  text: string;
  transferId: string | null;
  /** Added in brackets at the end of the line. */
  note?: string;
  /** The client, as the same object in all lines of one request or connection; null when there is none. */
  peer: Endpoint | null;
};

/** Marks lines about requests of this program itself. */
const OWN_PROBE = " [console's own probe]";

type ClientIds = Pick<NewLogLine, "apId" | "upgradeId">;

export class ServerLog {
  readonly #ports: ServerLogPorts;
  readonly #ownPeers = new WeakSet<Endpoint>();
  readonly #idsOfPeer = new WeakMap<Endpoint, ClientIds>();

  constructor(ports: ServerLogPorts) {
    this.#ports = ports;
  }

  append(source: ServerId, line: ServerLogLine): void {
    const { wall, hostName } = this.#ports;
    const text = authLogText(line, new Date(wall.now()), hostName);
    const note = line.note === undefined ? "" : ` [${line.note}]`;
    this.appendWhole(source, {
      ...line,
      text: `${text}${note}${this.#isOwnProbe(line.peer) ? OWN_PROBE : ""}`,
    });
  }

  /** A line that is complete, as in an access log: nothing is put before or after it. */
  appendWhole(source: ServerId, line: Omit<ServerLogLine, "tag" | "pid">): void {
    const { log, simulated } = this.#ports;
    log.append({
      source,
      at: simulated.now(),
      severity: line.severity,
      text: line.text,
      ...this.#idsOf(line.peer),
      transferId: line.transferId,
    });
  }

  /** Once true for a client it stays so: the last lines come after the probe has ended. */
  #isOwnProbe(peer: Endpoint | null): boolean {
    if (peer === null) return false;
    if (this.#ownPeers.has(peer)) return true;
    if (!this.#ports.ownProbes.includes(peer)) return false;
    this.#ownPeers.add(peer);
    return true;
  }

  /** Ids that cannot change are kept, because a client can only be identified while its request is in progress. */
  #idsOf(peer: Endpoint | null): ClientIds {
    if (peer === null) return { apId: null, upgradeId: null };
    const known = this.#idsOfPeer.get(peer);
    if (known) return known;
    const { isFinal, ...ids } = this.#ports.clientIds(peer.address, peer.port);
    if (isFinal) this.#idsOfPeer.set(peer, ids);
    return ids;
  }
}
