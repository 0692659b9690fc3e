/**
 * The TFTP server: listens, tells requests apart, and refuses what it does not serve. What runs is in `running-reads.ts`
 * and `running-writes.ts`, the protocol in `lib/wire/tftp`.
 */
import { realpath } from "node:fs/promises";
import type { NewEvent } from "@/lib/contracts/events";
import { FaultError } from "@/lib/contracts/fault";
import type { TftpFaults } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { Clock } from "@/lib/kit/clock";
import { type OpenDatagram, openDatagram } from "@/lib/servers/datagram";
import { bindFault } from "@/lib/servers/port-owner";
import type { TransferRegistry } from "@/lib/servers/transfer";
import { decode, ErrorCode, encode, Opcode, opcodeOf } from "@/lib/wire/tftp/packet";
import type { Endpoint } from "../endpoint";
import type { InheritedSocket } from "../inherited/assign-sockets";
import { type NetworkImpairment, withImpairment } from "../network-impairment";
import { ServerMeter } from "../server-meter";
import type { UdpEngine } from "../udp/udp-engine";
import { Admission, DEFAULT_LIMITS, type TftpLimits } from "./admission";
import { type DataPortSettings, DataSockets, DEFAULT_DATA_PORTS } from "./data-sockets";
import { DescriptorReserve } from "./descriptor-reserve";
import { ListeningSockets } from "./listening-sockets";
import { RunningReads, type TftpLineAbout } from "./running-reads";
import { RunningWrites } from "./running-writes";
import { impairmentOf } from "./tftp-faults";
import { tftpLogLine } from "./tftp-log";
import { OperationRules, type TftpOperation } from "./tftp-operation";
import { type CountedRefusal, malformed, notUtf8, TOO_MANY_REQUESTS } from "./tftp-refusal";
import { removeUnfinishedWrites } from "./written-file";

export type TftpServerSettings = {
  /** The served folder; it must exist when the server starts. */
  root: string;
  address: string;
  /** 0: any free port. */
  port: number;
  /** Sockets that systemd opened: they are used instead of address and port. */
  inherited?: readonly InheritedSocket[];
  limits?: Partial<TftpLimits>;
  /** What is served, to whom, and which writes are accepted. */
  operation?: Partial<TftpOperation>;
  /** The ports of transfers; any free one each when absent. */
  dataPorts?: DataPortSettings;
  /** How packets are sent and received; Node's `dgram` when absent. */
  engine?: UdpEngine;
  registry: Pick<TransferRegistry, "open">;
  wall: Clock;
  onRow(row: ServerStatus): void;
  /** One line per request, refusal and end of a transfer. */
  onLog(line: string, about?: TftpLineAbout): void;
  onEvent(event: NewEvent): void;
  /** Whether a path inside the root may be served; all may when absent. */
  isVisible?(path: string): boolean;
  /** Whether a request is a probe of this program: its refusal is not counted. */
  isOwnProbe?(client: Endpoint): boolean;
  /** A client asked for a name that does not exist. Not called for our own probes. */
  onMissing?(missing: { name: string; closest: string | null }, client: Endpoint): void;
  /** Tests pass sockets of an impaired or counted network. */
  openDatagram?: OpenDatagram;
};

export type TftpServer = {
  /** Rejects with a {@link FaultError} whose fault says why it cannot listen and what to do. */
  start(): Promise<Endpoint>;
  /** Ends all transfers with an ERROR and closes every socket. */
  stop(): Promise<void>;
  /** Where it listens; null while it does not. */
  listening(): Endpoint | null;
  /** Limits apply to transfers that start from now on; a new address or port needs a stop and a start. */
  apply(settings: AppliedSettings): Promise<void>;
  /** Injects faults from now on; null removes them. The caller handles `refuses` by stopping the server. */
  setFaults(faults: TftpFaults | null): Promise<void>;
};

/** The settings that can change while the server runs. */
export type AppliedSettings = {
  address: string;
  port: number;
  limits: TftpLimits;
  dataPorts: DataPortSettings;
  operation: TftpOperation;
};

/** A server that does not listen yet. */
export function createTftpServer(settings: TftpServerSettings): TftpServer {
  const server = new Server(settings);
  return {
    start: () => server.start(),
    stop: () => server.stop(),
    listening: () => server.listening,
    apply: (changed) => Promise.resolve(server.apply(changed)),
    setFaults: (faults) => Promise.resolve(server.setFaults(faults)),
  };
}

class Server {
  #settings: TftpServerSettings;
  readonly #limits: TftpLimits;
  readonly #open: OpenDatagram;
  readonly #meter: ServerMeter;
  readonly #rules: OperationRules;
  readonly #reads: RunningReads;
  readonly #writes: RunningWrites;
  readonly #reserve = new DescriptorReserve();
  #impairment: NetworkImpairment | null = null;
  readonly #data: DataSockets;
  #sockets: ListeningSockets | undefined;
  #root = "";
  #nextFloodLineAt = 0;
  /** The last packet of the server's port belonged to a transfer. */
  #isDelivered = false;

  constructor(settings: TftpServerSettings) {
    this.#settings = settings;
    this.#limits = { ...DEFAULT_LIMITS, ...settings.limits };
    const open = settings.openDatagram ?? settings.engine?.open ?? openDatagram;
    this.#open = withImpairment(open, () => this.#impairment);
    this.#data = new DataSockets(
      this.#reserve.around(this.#open),
      () => this.#sockets,
      settings.dataPorts ?? DEFAULT_DATA_PORTS,
    );
    const { address, port, engine, wall, onRow, registry, onEvent, onLog, isVisible } = settings;
    this.#meter = new ServerMeter({
      id: "tftp",
      address,
      port,
      engine: engine ? { kind: engine.kind, reason: engine.reason } : null,
      wall,
      onRow,
      bytesSent: () => this.#reads.bytesSent,
      bytesReceived: () => this.#writes.bytesReceived,
    });
    this.#rules = new OperationRules(settings.operation);
    const shared = {
      root: () => this.#root,
      open: this.#data.open,
      limits: this.#limits,
      rules: this.#rules,
      admission: new Admission(this.#limits),
      registry,
      meter: this.#meter,
      refuse: (client: Endpoint, refusal: CountedRefusal, asked: string) =>
        this.#refuse(client, refusal, asked),
      onLog,
      onEvent,
    };
    this.#reads = new RunningReads({
      ...shared,
      wall,
      isVisible,
      spend: (openFile) => this.#reserve.spend(openFile),
    });
    this.#writes = new RunningWrites(shared);
  }

  get listening(): Endpoint | null {
    return this.#sockets === undefined ? null : { address: this.#sockets.address, port: this.#sockets.port };
  }

  async start(): Promise<Endpoint> {
    if (this.listening !== null) return this.listening;
    const { address, port, onEvent } = this.#settings;
    this.#meter.state("starting", address, port);
    try {
      this.#root = await realpath(this.#settings.root);
      await removeUnfinishedWrites(this.#root);
      this.#sockets = await ListeningSockets.open(
        {
          open: this.#open,
          wall: this.#settings.wall,
          onPacket: (packet, client, asked) => this.#receive(packet, client, asked),
          isSettled: () => this.#isDelivered && this.#data.isSettled,
          onError: (code) => this.#settings.onLog(tftpLogLine.socketError(code)),
        },
        { family: address.includes(":") ? 6 : 4, address, port, inherited: this.#settings.inherited ?? [] },
      );
    } catch (error) {
      const reason = await bindFault(error, "TFTP server", address, port);
      this.#meter.state("failed", address, port, reason);
      onEvent({ type: "server.failed", data: { server: "tftp", fault: reason } });
      throw new FaultError(reason);
    }
    this.#reserve.fill();
    const bound = { address: this.#sockets.address, port: this.#sockets.port };
    this.#meter.state("listening", bound.address, bound.port);
    onEvent({ type: "server.started", data: { server: "tftp", ...bound } });
    return bound;
  }

  async stop(): Promise<void> {
    if (this.#sockets === undefined) return;
    // In single-port mode the transfers' last packets leave through these sockets.
    this.#reads.stopAll();
    this.#writes.stopAll();
    this.#sockets.close();
    this.#sockets = undefined;
    this.#reserve.empty();
    this.#meter.state("stopped", this.#settings.address, this.#settings.port);
    this.#meter.stop();
    this.#settings.onEvent({ type: "server.stopped", data: { server: "tftp" } });
    // Sockets close, and their ports become free, in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }

  apply({ address, port, limits, dataPorts, operation }: AppliedSettings): void {
    this.#settings = { ...this.#settings, address, port };
    this.#data.apply(dataPorts);
    // In place, because the running reads use the same object.
    Object.assign(this.#limits, limits);
    this.#rules.apply(operation);
  }

  setFaults(faults: TftpFaults | null): void {
    this.#reads.setFaults(faults);
    this.#impairment = faults && impairmentOf(faults);
  }

  // Requests

  #receive(packet: Uint8Array, client: Endpoint, asked: string): void {
    const opcode = opcodeOf(packet);
    this.#isDelivered = false;
    if (opcode === Opcode.RRQ || opcode === Opcode.WRQ) {
      const refusal = this.#startRequested(packet, client, asked);
      if (refusal !== null) this.#refuse(client, refusal, asked);
    } else {
      this.#isDelivered = this.#data.deliver(packet, client, asked);
      // Late packets of ended transfers arrive here, too, so they are counted and not answered.
      if (!this.#isDelivered && opcode !== Opcode.ERROR) this.#meter.refused("not a request");
    }
  }

  /** Starts to answer a request, or returns why it is refused. */
  #startRequested(packet: Uint8Array, client: Endpoint, asked: string): CountedRefusal | null {
    const overRate = this.#reads.countRequest(client.address);
    if (overRate !== null) {
      return { code: ErrorCode.notDefined, message: overRate, reason: TOO_MANY_REQUESTS };
    }
    const notAllowed = this.#rules.refuseAddress(client.address);
    if (notAllowed !== null) return notAllowed;
    const decoded = decode(packet);
    if (!decoded.ok) return decoded.fault === "not-utf8" ? notUtf8 : malformed;
    const request = decoded.value;
    if (request.kind === "RRQ") return this.#reads.start(request, client, asked);
    return request.kind === "WRQ" ? this.#writes.start(request, client, asked) : malformed;
  }

  /** Sends one ERROR, counts it, and logs one line; above the rate limit, one line per second. */
  #refuse(client: Endpoint, refusal: CountedRefusal, asked: string): void {
    const { code, message, reason, missing } = refusal;
    if (!this.#settings.isOwnProbe?.(client)) {
      this.#meter.refused(reason);
      if (missing) this.#settings.onMissing?.(missing, client);
    }
    // The line comes first: once the client has the answer, it may be gone, and could not be identified.
    this.#logRefusal(client, refusal);
    this.#sockets?.reply(encode({ kind: "ERROR", code, message }), client, asked);
  }

  #logRefusal(client: Endpoint, refusal: CountedRefusal): void {
    const { reason, missing } = refusal;
    if (reason === TOO_MANY_REQUESTS) {
      const now = performance.now();
      if (now < this.#nextFloodLineAt) return;
      this.#nextFloodLineAt = now + 1000;
    }
    const closest = missing?.closest ?? null;
    this.#settings.onLog(tftpLogLine.refused(refusal, client), {
      client,
      isWarning: true,
      ...(closest !== null && { note: tftpLogLine.didYouMean(closest) }),
    });
  }
}
