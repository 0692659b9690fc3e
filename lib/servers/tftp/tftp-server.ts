/**
 * The TFTP server: hears requests, says who may have what, and starts transfers. It only reads (spec 21); the
 * protocol is in `wire/tftp`, a running transfer in `served-transfer.ts`, the file in `jail.ts` and `served-file.ts`.
 */
import { realpath } from "node:fs/promises";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { TftpFaults } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import { plainAddress } from "@/lib/kit/addresses";
import type { Clock } from "@/lib/kit/clock";
import { type Datagram, type OpenDatagram, openDatagram } from "@/lib/servers/datagram";
import { bindFault } from "@/lib/servers/port-owner";
import type { TransferHandle, TransferRegistry } from "@/lib/servers/transfer";
import { endedEvent, startedEvent } from "@/lib/servers/transfer-events";
import { type Agreed, answerOptions } from "@/lib/wire/tftp/options";
import { decode, ErrorCode, encode, Opcode, type Options, opcodeOf } from "@/lib/wire/tftp/packet";
import { ReadTransfer } from "@/lib/wire/tftp/read-transfer";
import { RTO_CEILING_MS } from "@/lib/wire/tftp/retransmission";
import { type NetworkImpairment, withImpairment } from "../network-impairment";
import { Admission, DEFAULT_LIMITS, type TftpLimits } from "./admission";
import { type JailedFile, openInJail } from "./jail";
import { counted, malformed, notUtf8, type Refused, readOnly, TOO_OFTEN, unknownMode } from "./refusals";
import { type PacketSource, ServedFiles } from "./served-file";
import { ServedTransfer, type TransferEnd } from "./served-transfer";
import { ServerMeter } from "./server-meter";
import { FaultInjectedTransfer, impairmentOf, openFaultInjected } from "./tftp-faults";
import { say } from "./tftp-log";

export type TftpServerSettings = {
  /** The folder that is served; it must exist when the server starts. */
  root: string;
  address: string;
  /** 0: a free one. */
  port: number;
  limits?: Partial<TftpLimits>;
  registry: TransferRegistry;
  wall: Clock;
  onRow(row: ServerStatus): void;
  /** One line per request, refusal and end, in the form of tftpd-hpa where that has one. */
  onLog(line: string, about?: TftpLineAbout): void;
  onEvent(event: NewEvent): void;
  /** Whether a path inside the root is to be served; all are when absent. */
  isVisible?(path: string): boolean;
  /** For tests: a network with weather. */
  openDatagram?: OpenDatagram;
};

/** What a line speaks of. The client is the same object in all lines of one request. */
export type TftpLineAbout = {
  client: { address: string; port: number };
  transferId?: string;
  /** A refusal, or a transfer that did not end well. */
  bad?: boolean;
};

export type TftpServer = {
  /** Rejects with a {@link FaultError} whose fault says why it cannot listen and what to do. */
  start(): Promise<{ address: string; port: number }>;
  /** Ends all transfers with an ERROR and closes every socket. */
  stop(): Promise<void>;
  /** Where it listens, null while it does not. */
  listening(): { address: string; port: number } | null;
  /** Limits hold for transfers that begin from now on; address and port want a stop and a start. */
  apply(settings: { address: string; port: number; limits: TftpLimits }): void;
  /** From now on; null: none. What is said of the port (`refuses`) is for whoever starts and stops the server. */
  setFaults(faults: TftpFaults | null): void;
};

export function createTftpServer(settings: TftpServerSettings): TftpServer {
  const server = new Server(settings);
  return {
    start: () => server.start(),
    stop: () => server.stop(),
    listening: () => server.listening,
    apply: (changed) => server.apply(changed),
    setFaults: (faults) => server.setFaults(faults),
  };
}

/** Before the first round trip was measured. Far more than a campus, far less than a person's patience. */
const INITIAL_RTO_MS = 300;
/** A client that was silent for so long and asks again from the same port has begun anew. */
const BEGUN_ANEW_AFTER_MS = 1000;
/** What is kept ready of all files together. */
const READY_BYTES = 32 * 1024 * 1024;
/** netascii blocks are made per transfer and kept for its window, so the window is small. */
const NETASCII_WINDOW = 16;
const REQUEST_BUFFER_BYTES = 1024 * 1024;

type Client = { address: string; port: number };
type Request = { filename: string; mode: string; options: Options };
/** A request that is being answered: `transfer` is there once its file is open. */
type Served = {
  filename: string;
  client: Client;
  transfer: ServedTransfer | null;
  dropped: boolean;
  left: boolean;
};

type EndedTransfer = { path: string; client: Client; agreed: Agreed; handle: TransferHandle; ms: number };

class Server {
  #settings: TftpServerSettings;
  readonly #limits: TftpLimits;
  readonly #open: OpenDatagram;
  readonly #meter: ServerMeter;
  readonly #files = new ServedFiles(READY_BYTES);
  readonly #served = new Map<string, Served>();
  #admission: Admission;
  #faults: TftpFaults | null = null;
  #weather: NetworkImpairment | null = null;
  #socket: Datagram | undefined;
  #root = "";
  #endedBytes = 0;
  #nextFloodLine = 0;

  constructor(settings: TftpServerSettings) {
    this.#settings = settings;
    this.#limits = { ...DEFAULT_LIMITS, ...settings.limits };
    this.#open = withImpairment(settings.openDatagram ?? openDatagram, () => this.#weather);
    this.#admission = new Admission(this.#limits);
    const { address, port, wall, onRow } = settings;
    this.#meter = new ServerMeter({
      id: "tftp",
      address,
      port,
      wall,
      onRow,
      bytesSent: () => this.#bytesSent(),
    });
  }

  get listening(): Client | null {
    return this.#socket === undefined ? null : { address: this.#socket.address, port: this.#socket.port };
  }

  async start(): Promise<Client> {
    if (this.listening !== null) return this.listening;
    const { address, port, onEvent } = this.#settings;
    this.#meter.state("starting", address, port);
    try {
      this.#root = await realpath(this.#settings.root);
      this.#socket = await this.#open({
        ...this.#local(),
        port,
        receiveBufferBytes: REQUEST_BUFFER_BYTES,
        onMessage: (packet, from, at) => this.#heard(packet, { address: at, port: from }),
        onError: (code) => this.#settings.onLog(say.socketFault(code)),
      });
    } catch (error) {
      const reason = await bindFault(error, "TFTP server", address, port);
      this.#meter.state("failed", address, port, reason);
      onEvent({ type: "server.failed", data: { server: "tftp", fault: reason } });
      throw new FaultError(reason);
    }
    const bound = { address: this.#socket.address, port: this.#socket.port };
    this.#meter.state("listening", bound.address, bound.port);
    onEvent({ type: "server.started", data: { server: "tftp", ...bound } });
    return bound;
  }

  async stop(): Promise<void> {
    if (this.#socket === undefined) return;
    this.#socket.close();
    this.#socket = undefined;
    for (const served of [...this.#served.values()]) {
      served.dropped = true;
      served.transfer?.stop("aborted", fault("aborted", "The server was stopped."), "The server is stopping");
    }
    this.#meter.state("stopped", this.#settings.address, this.#settings.port);
    this.#meter.stop();
    this.#settings.onEvent({ type: "server.stopped", data: { server: "tftp" } });
    // Sockets close in the next turn of the event loop; only then are the ports free.
    await new Promise((resolve) => setImmediate(resolve));
  }

  apply({ address, port, limits }: { address: string; port: number; limits: TftpLimits }): void {
    this.#settings = { ...this.#settings, address, port };
    // The admission holds the same object.
    Object.assign(this.#limits, limits);
  }

  setFaults(faults: TftpFaults | null): void {
    this.#faults = faults;
    this.#weather = faults && impairmentOf(faults);
  }

  /** Where its sockets are bound; a wildcard stays a wildcard. */
  #local(): { family: 4 | 6; address: string } {
    const { address } = this.#settings;
    return { family: address.includes(":") ? 6 : 4, address };
  }

  #bytesSent(): number {
    let bytes = this.#endedBytes;
    for (const { transfer } of this.#served.values()) bytes += transfer?.handle.bytes ?? 0;
    return bytes;
  }

  // Requests

  #heard(packet: Uint8Array, client: Client): void {
    const opcode = opcodeOf(packet);
    if (opcode === Opcode.RRQ || opcode === Opcode.WRQ) {
      const refused = this.#requested(packet, client);
      if (refused !== null) this.#refuse(client, refused);
    } else if (opcode !== Opcode.ERROR) {
      // Nothing else begins a transfer. Strays of an ended one come too, so they are counted and not answered.
      this.#meter.refused("not a request");
    }
  }

  /** Starts what is asked for, or says why not. */
  #requested(packet: Uint8Array, client: Client): Refused | null {
    const tooOften = this.#admission.requested(client.address, performance.now());
    if (tooOften !== null) return { code: ErrorCode.notDefined, words: tooOften, reason: TOO_OFTEN };
    const decoded = decode(packet);
    if (!decoded.ok) return decoded.fault === "not-utf8" ? notUtf8 : malformed;
    const request = decoded.value;
    if (request.kind === "RRQ") return this.#read(request, client);
    if (request.kind !== "WRQ") return malformed;
    this.#settings.onLog(say.request("WRQ", request.filename, client), { client });
    return readOnly;
  }

  #read(request: Request, client: Client): Refused | null {
    const key = `${client.address} ${client.port}`;
    const before = this.#served.get(key);
    if (before !== undefined) {
      // Its first answer was lost; the transfer's own timer repeats that.
      if (!begunAnew(before, request)) return null;
      this.#drop(key, before);
    }
    this.#settings.onLog(say.request("RRQ", request.filename, client), { client });
    if (request.mode !== "octet" && request.mode !== "netascii") return unknownMode;
    const full = this.#admission.enter(client.address);
    if (full !== null) return { code: ErrorCode.notDefined, ...full };
    const served: Served = {
      filename: request.filename,
      client,
      transfer: null,
      dropped: false,
      left: false,
    };
    this.#served.set(key, served);
    this.#meter.active(this.#admission.total);
    this.#serve(key, served, request).catch((error: unknown) => {
      this.#leave(key, served);
      const words = `The server failed: ${error instanceof Error ? error.message : String(error)}`;
      this.#refuse(client, { code: ErrorCode.notDefined, words, reason: "internal failure" });
    });
    return null;
  }

  async #serve(key: string, served: Served, request: Request): Promise<void> {
    const { client } = served;
    const faults = this.#faults;
    const wanted = [this.#root, request.filename, this.#settings.isVisible] as const;
    const opened = await (faults ? openFaultInjected(faults, ...wanted) : openInJail(...wanted));
    if (!opened.ok) {
      this.#leave(key, served);
      if (!served.dropped) this.#refuse(client, counted(opened.fault));
      return;
    }
    const spoilt = faults && new FaultInjectedTransfer(faults, this.#settings.wall);
    const { source, agreed, acknowledged } = this.#source(opened.value, request, spoilt);
    let socket: Datagram;
    try {
      socket = await (spoilt?.around(this.#open) ?? this.#open)({
        ...this.#local(),
        onMessage: (packet, port, address) => served.transfer?.heard(packet, port, address),
        onError: (code) =>
          served.transfer?.stop("failed", fault("peer-error", `The socket reports ${code}.`), code),
      });
    } catch (error) {
      source.release();
      throw error;
    }
    if (served.dropped) {
      source.release();
      socket.close();
      this.#leave(key, served);
      return;
    }
    const handle = this.#settings.registry.open({
      protocol: "tftp",
      direction: "send",
      client: { address: plainAddress(client.address), port: client.port },
      server: { address: socket.address, port: socket.port },
      path: opened.value.path,
      size: request.mode === "octet" ? opened.value.sizeBytes : null,
      options: {
        blockSize: agreed.blockSize,
        windowSize: agreed.windowSize,
        timeoutMs: agreed.timeoutMs,
        netascii: request.mode === "netascii",
      },
      abort: () =>
        served.transfer?.stop(
          "aborted",
          fault("aborted", "An operator ended the transfer."),
          "Ended by the operator",
        ),
    });
    const startedAt = performance.now();
    served.transfer = new ServedTransfer({
      client,
      machine: new ReadTransfer({
        windowSize: agreed.windowSize,
        rollover: agreed.rollover,
        announce: acknowledged.size > 0,
        ceilingMs: agreed.timeoutMs ?? RTO_CEILING_MS,
        initialMs: INITIAL_RTO_MS,
        maxTries: this.#limits.maxTries,
      }),
      source,
      announcement: acknowledged.size > 0 ? encode({ kind: "OACK", options: acknowledged }) : null,
      blockSize: agreed.blockSize,
      sizeBytes: opened.value.sizeBytes,
      handle,
      onEnd: (end) => {
        this.#leave(key, served);
        const told = { path: opened.value.path, client, agreed, handle, ms: performance.now() - startedAt };
        this.#ended(told, end, spoilt ? spoilt.cause(end.cause) : end.cause);
      },
    });
    this.#settings.onEvent(startedEvent(handle, opened.value.path));
    served.transfer.start(socket);
  }

  #source(
    file: JailedFile,
    request: Request,
    spoilt: FaultInjectedTransfer | null,
  ): { source: PacketSource; agreed: Agreed; acknowledged: Options } {
    const octet = request.mode === "octet";
    const { maxBlockSize, maxWindowSize } = spoilt?.narrow(this.#limits, request.options) ?? this.#limits;
    const { agreed, acknowledged } = answerOptions(request.options, {
      sizeBytes: octet ? file.sizeBytes : null,
      maxBlockSize,
      maxWindowSize: octet ? maxWindowSize : Math.min(maxWindowSize, NETASCII_WINDOW),
    });
    const make = octet ? "octet" : "netascii";
    const source = this.#files[make](file, agreed.blockSize, agreed.rollover);
    return {
      source: spoilt?.source(source, agreed.blockSize, file.sizeBytes) ?? source,
      agreed,
      acknowledged,
    };
  }

  // Ends and refusals

  #leave(key: string, served: Served): void {
    if (served.left) return;
    served.left = true;
    if (this.#served.get(key) === served) this.#served.delete(key);
    this.#admission.leave(served.client.address);
    this.#meter.active(this.#admission.total);
  }

  /** The client began anew from the same port: what ran there is over. */
  #drop(key: string, served: Served): void {
    served.dropped = true;
    this.#served.delete(key);
    served.transfer?.stop(
      "aborted",
      fault("aborted", "The client asked anew from the same port."),
      "Asked anew",
    );
  }

  /** @param cause for our own row: the log says what a server sees, Lab knows better. */
  #ended({ path, client, agreed, handle, ms }: EndedTransfer, end: TransferEnd, cause: Fault | null): void {
    const { onLog, onEvent } = this.#settings;
    if (end.onlySize) {
      handle.askedOnlyForSize();
      onLog(say.announced(path, client, handle.size), { client });
      return;
    }
    this.#endedBytes += handle.bytes;
    this.#meter.ended(end.outcome);
    handle.end(end.outcome, cause);
    onLog(say.sent(path, client, handle, agreed, end, ms), {
      client,
      transferId: handle.id,
      bad: end.outcome !== "complete",
    });
    onEvent(endedEvent(handle, path, end.outcome, cause));
  }

  /** One ERROR, one count, and one line; of a flood, one line per second. */
  #refuse(client: Client, refused: Refused): void {
    const { code, words, reason } = refused;
    this.#meter.refused(reason);
    this.#socket?.send(encode({ kind: "ERROR", code, message: words }), client.port, client.address);
    if (reason === TOO_OFTEN) {
      const now = performance.now();
      if (now < this.#nextFloodLine) return;
      this.#nextFloodLine = now + 1000;
    }
    this.#settings.onLog(say.refused(refused, client), { client, bad: true });
  }
}

/** Whether a request from a port that is being served is another one, not the same again. */
function begunAnew(before: Served, request: Request): boolean {
  if (before.filename !== request.filename) return true;
  return (before.transfer?.silentForMs() ?? 0) >= BEGUN_ANEW_AFTER_MS;
}
