/**
 * The reads that the TFTP server is answering: who may start one (limits), a repeated request, the socket and the
 * transfer of each, and what is recorded when it ends.
 */

import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { TftpFaults } from "@/lib/contracts/server-faults";
import { plainAddress } from "@/lib/kit/addresses";
import type { Clock } from "@/lib/kit/clock";
import type { Datagram, OpenDatagram } from "@/lib/servers/datagram";
import type { TransferHandle, TransferRegistry } from "@/lib/servers/transfer";
import { endedEvent, startedEvent } from "@/lib/servers/transfer-events";
import type { Agreed } from "@/lib/wire/tftp/options";
import { ErrorCode, type Options } from "@/lib/wire/tftp/packet";
import { ReadTransfer } from "@/lib/wire/tftp/read-transfer";
import { RTO_CEILING_MS } from "@/lib/wire/tftp/retransmission";
import type { Endpoint } from "../endpoint";
import type { ServerMeter } from "../server-meter";
import type { Admission, OverLimit, TftpLimits } from "./admission";
import { ClosestNames } from "./closest-name";
import { prepareRead, type ReadRequest } from "./prepared-read";
import { ServedTransfer, type TransferEnd } from "./served-transfer";
import { SharedFiles } from "./shared-files";
import type { JailRules } from "./tftp-jail";
import { tftpLogLine } from "./tftp-log";
import type { OperationRules } from "./tftp-operation";
import { type CountedRefusal, countedFileRefusal, refusalOf, unknownMode } from "./tftp-refusal";

/** What a log line is about. `client` is the same object in all lines of one request. */
export type TftpLineAbout = {
  client: Endpoint;
  transferId?: string;
  /** The line reports a refusal, or a transfer that failed or was aborted. */
  isWarning?: boolean;
  /** For the end of the line. */
  note?: string;
};

export type ReadsPorts = {
  /** The images folder as a real path. */
  root(): string;
  rules: OperationRules;
  /** Shared with the writes. */
  admission: Admission;
  /** Opens the socket of a transfer. */
  open: OpenDatagram;
  limits: TftpLimits;
  registry: Pick<TransferRegistry, "open">;
  meter: ServerMeter;
  wall: Clock;
  isVisible: JailRules["isVisible"];
  spend: JailRules["spend"];
  /** Answers a request with an ERROR from the server's own port and the address that was asked. */
  refuse(client: Endpoint, refusal: CountedRefusal, asked: string): void;
  onLog(line: string, about: TftpLineAbout): void;
  onEvent(event: NewEvent): void;
};

/** Retransmission timeout before a round trip was measured: longer than any campus network needs. */
const INITIAL_RTO_MS = 300;
/** A client that sent nothing for this long and repeats its request from the same port wants a new transfer. */
const RESTART_AFTER_MS = 1000;
/** A client that has not answered for this long gives way to another one when a limit is reached. */
const GIVES_WAY_AFTER_MS = 300;
/** Memory for the packets of all files together. */
const PACKET_MEMORY_BYTES = 32 * 1024 * 1024;

/** A request that is being answered; `transfer` is set once its file is open. */
type Served = {
  filename: string;
  client: Endpoint;
  /** The local address that the client asked, from which it gets its answers. */
  asked: string;
  transfer: ServedTransfer | null;
  /** The server stopped, or the client replaced it by a new request. */
  isDropped: boolean;
  hasLeft: boolean;
  /** Milliseconds of `performance.now()`. */
  startedAt: number;
};

type EndedTransfer = { path: string; client: Endpoint; agreed: Agreed; handle: TransferHandle; ms: number };

export class RunningReads {
  readonly #ports: ReadsPorts;
  readonly #files = new SharedFiles(PACKET_MEMORY_BYTES);
  readonly #admission: Admission;
  readonly #closest = new ClosestNames();
  /** By the client's address and port. */
  readonly #served = new Map<string, Served>();
  #faults: TftpFaults | null = null;
  #endedBytes = 0;

  constructor(ports: ReadsPorts) {
    this.#ports = ports;
    this.#admission = ports.admission;
  }

  /** Payload bytes sent since the program started, running transfers included. */
  get bytesSent(): number {
    let bytes = this.#endedBytes;
    for (const { transfer } of this.#served.values()) bytes += transfer?.handle.bytes ?? 0;
    return bytes;
  }

  /** The message for a client that sends too many requests per second; null when this one is within the limit. */
  countRequest(address: string): string | null {
    return this.#admission.countRequest(address, performance.now());
  }

  /** Injects faults into transfers that start from now on; null stops that. */
  setFaults(faults: TftpFaults | null): void {
    this.#faults = faults;
  }

  /** Aborts every transfer, because the server stops. */
  stopAll(): void {
    for (const served of [...this.#served.values()]) {
      served.isDropped = true;
      served.transfer?.stop("aborted", fault("aborted", "The server was stopped."), "The server is stopping");
    }
  }

  /** Starts to answer a read request, or returns why it is refused. */
  start(
    { filename, mode, options }: { filename: string; mode: string; options: Options },
    client: Endpoint,
    asked: string,
  ): CountedRefusal | null {
    const key = `${client.address} ${client.port}`;
    const previous = this.#served.get(key);
    if (previous !== undefined) {
      // A repeated request means that our first answer was lost; the transfer's timer sends it again.
      if (!isNewRequest(previous, filename)) return null;
      this.#drop(key, previous);
    }
    this.#ports.onLog(tftpLogLine.request("RRQ", filename, client), { client });
    if (mode !== "octet" && mode !== "netascii") return unknownMode;
    const overLimit = this.#enter(client.address);
    if (overLimit !== null) {
      const { message, reason } = overLimit;
      return { code: ErrorCode.notDefined, message, reason };
    }
    const startedAt = performance.now();
    const served: Served = {
      filename,
      client,
      asked,
      transfer: null,
      isDropped: false,
      hasLeft: false,
      startedAt,
    };
    this.#served.set(key, served);
    this.#ports.meter.active(this.#admission.total);
    this.#serve(key, served, { filename, mode, options }).catch((error: unknown) => {
      this.#leave(key, served);
      this.#ports.refuse(client, refusalOf(error), asked);
    });
    return null;
  }

  /** Counts a new transfer, if necessary in the place of one whose client never answered. */
  #enter(address: string): OverLimit | null {
    const overLimit = this.#admission.enter(address);
    if (overLimit === null) return null;
    const unanswered = this.#longestUnanswered(overLimit.perAddress ? address : null);
    if (unanswered === undefined) return overLimit;
    unanswered.stop("failed", GAVE_WAY, "Another client needs the place");
    return this.#admission.enter(address);
  }

  /** @param address only transfers of this client address; null: of any */
  #longestUnanswered(address: string | null): ServedTransfer | undefined {
    const before = performance.now() - GIVES_WAY_AFTER_MS;
    for (const { transfer, client, startedAt } of this.#served.values()) {
      if (startedAt > before) return undefined;
      if (transfer === null || transfer.hasAnswered) continue;
      if (address === null || client.address === address) return transfer;
    }
    return undefined;
  }

  async #serve(key: string, served: Served, request: ReadRequest): Promise<void> {
    const { client, asked } = served;
    const prepared = await prepareRead(request, {
      root: this.#ports.root(),
      rules: this.#ports.rules,
      closest: this.#closest,
      isVisible: this.#ports.isVisible,
      spend: this.#ports.spend,
      files: this.#files,
      limits: this.#ports.limits,
      faults: this.#faults,
      wall: this.#ports.wall,
      open: this.#ports.open,
    });
    if (!prepared.ok) {
      this.#leave(key, served);
      if (!served.isDropped) this.#ports.refuse(client, countedFileRefusal(prepared.fault), asked);
      return;
    }
    const { path, sizeBytes, source, agreed, oack, open, causeToShow } = prepared.value;
    let socket: Datagram;
    try {
      socket = await open({
        family: asked.includes(":") ? 6 : 4,
        address: asked,
        peer: client,
        onMessage: (packet, port, address) => served.transfer?.receive(packet, port, address),
        isSettled: () => served.transfer?.isSettled ?? false,
        onError: (code) =>
          served.transfer?.stop("failed", fault("peer-error", `Error ${code} on the socket.`), code),
      });
    } catch (error) {
      source.release();
      throw error;
    }
    if (served.isDropped) {
      source.release();
      socket.close();
      this.#leave(key, served);
      return;
    }
    const isOctet = request.mode === "octet";
    const handle = this.#ports.registry.open({
      protocol: "tftp",
      direction: "send",
      client: { address: plainAddress(client.address), port: client.port },
      server: { address: socket.address, port: socket.port },
      path,
      size: isOctet ? sizeBytes : null,
      options: {
        blockSize: agreed.blockSize,
        windowSize: agreed.windowSize,
        timeoutMs: agreed.timeoutMs,
        netascii: !isOctet,
      },
      abort: () => served.transfer?.stop("aborted", abortedByOperator, "Aborted by the operator"),
    });
    served.transfer = new ServedTransfer({
      client,
      machine: new ReadTransfer({
        windowSize: agreed.windowSize,
        rollover: agreed.rollover,
        announce: oack !== null,
        ceilingMs: agreed.timeoutMs ?? RTO_CEILING_MS,
        initialMs: INITIAL_RTO_MS,
        maxTries: this.#ports.limits.maxTries,
      }),
      source,
      oack,
      blockSize: agreed.blockSize,
      sizeBytes,
      handle,
      onEnd: (end) => {
        this.#leave(key, served);
        const ended = { path, client, agreed, handle, ms: performance.now() - served.startedAt };
        this.#ended(ended, end, causeToShow(end.cause));
      },
    });
    this.#ports.onEvent(startedEvent(handle, path));
    served.transfer.start(socket);
  }

  #leave(key: string, served: Served): void {
    if (served.hasLeft) return;
    served.hasLeft = true;
    if (this.#served.get(key) === served) this.#served.delete(key);
    this.#admission.leave(served.client.address);
    this.#ports.meter.active(this.#admission.total);
  }

  /** Ends a transfer whose client sent a new request from the same port. */
  #drop(key: string, served: Served): void {
    served.isDropped = true;
    this.#served.delete(key);
    const cause = fault("aborted", "The client sent a new request from the same port.");
    served.transfer?.stop("aborted", cause, "Replaced by a new request");
  }

  /** @param cause for the transfer's row and event; the log has the cause that the server itself saw */
  #ended({ path, client, agreed, handle, ms }: EndedTransfer, end: TransferEnd, cause: Fault | null): void {
    const { onLog, onEvent, meter } = this.#ports;
    if (end.sizeOnly) {
      handle.discard();
      onLog(tftpLogLine.sizeOnly(path, client, handle.size), { client });
      return;
    }
    this.#endedBytes += handle.bytes;
    meter.ended(end.outcome);
    handle.end(end.outcome, cause);
    onLog(tftpLogLine.ended(path, client, handle, agreed, end, ms), {
      client,
      transferId: handle.id,
      isWarning: end.outcome !== "complete",
    });
    onEvent(endedEvent(handle, path, end.outcome, cause));
  }
}

const GAVE_WAY: Fault = fault(
  "timed-out",
  "The client had not answered when another client needed its place.",
);
const abortedByOperator: Fault = fault("aborted", "Aborted by the operator.");

/** Whether a request from a port that is being served asks for something else, and does not repeat the first request. */
function isNewRequest(previous: Served, filename: string): boolean {
  if (previous.filename !== filename) return true;
  return (previous.transfer?.silentForMs() ?? 0) >= RESTART_AFTER_MS;
}
