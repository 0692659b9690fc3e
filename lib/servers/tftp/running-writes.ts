/** The writes that the TFTP server is receiving: who may start one, the socket and the transfer of each, and its records. */
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, fault } from "@/lib/contracts/fault";
import { plainAddress } from "@/lib/kit/addresses";
import type { Datagram, OpenDatagram } from "@/lib/servers/datagram";
import type { TransferRegistry } from "@/lib/servers/transfer";
import { endedEvent, startedEvent } from "@/lib/servers/transfer-events";
import { answerWriteOptions } from "@/lib/wire/tftp/options";
import { ErrorCode, encode, type Options } from "@/lib/wire/tftp/packet";
import { RTO_CEILING_MS } from "@/lib/wire/tftp/retransmission";
import { WriteTransfer } from "@/lib/wire/tftp/write-transfer";
import type { Endpoint } from "../endpoint";
import type { ServerMeter } from "../server-meter";
import { UploadSpace } from "../upload-space";
import type { Admission, TftpLimits } from "./admission";
import { ReceivedTransfer } from "./received-transfer";
import { requestedName } from "./requested-name";
import type { TftpLineAbout } from "./running-reads";
import { tftpLogLine } from "./tftp-log";
import type { OperationRules } from "./tftp-operation";
import { type CountedRefusal, countedFileRefusal, readOnly, refusalOf, unknownMode } from "./tftp-refusal";
import { WrittenFile } from "./written-file";

export type WritesPorts = {
  /** The images folder as a real path. */
  root(): string;
  open: OpenDatagram;
  limits: TftpLimits;
  rules: OperationRules;
  /** Shared with the reads. */
  admission: Admission;
  registry: Pick<TransferRegistry, "open">;
  meter: ServerMeter;
  /** Answers a request with an ERROR from the server's own port and the address that was asked. */
  refuse(client: Endpoint, refusal: CountedRefusal, asked: string): void;
  onLog(line: string, about: TftpLineAbout): void;
  onEvent(event: NewEvent): void;
};

type WriteRequest = { filename: string; mode: string; options: Options };
/** A request that is being answered; `transfer` is set once its file is open. */
type Running = {
  client: Endpoint;
  /** The local address that the client asked, from which it gets its answers. */
  asked: string;
  transfer: ReceivedTransfer | null;
  isDropped: boolean;
  hasLeft: boolean;
};

/** The wait for DATA before a round trip was measured, as for reads. */
const INITIAL_RTO_MS = 300;

export class RunningWrites {
  readonly #ports: WritesPorts;
  readonly #space = new UploadSpace();
  /** By the client's address and port. */
  readonly #running = new Map<string, Running>();
  /** Transfers whose socket is open, also after their end, when the last ACK may have to be repeated. */
  readonly #open = new Set<ReceivedTransfer>();
  #endedBytes = 0;

  constructor(ports: WritesPorts) {
    this.#ports = ports;
  }

  /** Payload bytes received since the program started, running transfers included. */
  get bytesReceived(): number {
    let bytes = this.#endedBytes;
    for (const { transfer } of this.#running.values()) bytes += transfer?.handle.bytes ?? 0;
    return bytes;
  }

  /** Aborts every transfer, because the server stops. */
  stopAll(): void {
    for (const running of this.#running.values()) running.isDropped = true;
    for (const transfer of [...this.#open])
      transfer.stop("aborted", fault("aborted", "The server was stopped."), "The server is stopping");
  }

  /** Starts to answer a write request, or returns why it is refused. */
  start(request: WriteRequest, client: Endpoint, asked: string): CountedRefusal | null {
    const { onLog, rules, admission, meter, refuse } = this.#ports;
    const key = `${client.address} ${client.port}`;
    // A repeated request means that our first answer was lost; the transfer's timer sends it again.
    if (this.#running.has(key)) return null;
    onLog(tftpLogLine.request("WRQ", request.filename, client), { client });
    if (rules.settings.writes === "read-only") return readOnly;
    if (request.mode !== "octet" && request.mode !== "netascii") return unknownMode;
    const overLimit = admission.enter(client.address);
    if (overLimit !== null)
      return { code: ErrorCode.notDefined, message: overLimit.message, reason: overLimit.reason };
    const running: Running = { client, asked, transfer: null, isDropped: false, hasLeft: false };
    this.#running.set(key, running);
    meter.active(admission.total);
    this.#receive(key, running, request).catch((error: unknown) => {
      this.#leave(key, running);
      refuse(client, refusalOf(error), asked);
    });
    return null;
  }

  async #receive(key: string, running: Running, { filename, mode, options }: WriteRequest): Promise<void> {
    const { client, asked } = running;
    const { root, rules, limits, refuse, open, registry } = this.#ports;
    const { writes, ...operation } = rules.settings;
    const startedAt = performance.now();
    const requested = await requestedName(root(), filename, "write", rules);
    const { agreed, acknowledged, sizeBytes } = answerWriteOptions(options, limits);
    const opened = requested.ok
      ? await WrittenFile.open(requested.value.name, sizeBytes, {
          folder: requested.value.folder,
          mode: writes,
          limits: operation,
          space: this.#space,
        })
      : requested;
    if (!opened.ok) {
      this.#leave(key, running);
      if (!running.isDropped) refuse(client, countedFileRefusal(opened.fault), asked);
      return;
    }
    const file = opened.value;
    const prefix = requested.ok ? requested.value.prefix : "";
    const path = prefix === "" ? file.path : `${prefix}/${file.path}`;
    let socket: Datagram;
    try {
      socket = await open({
        family: asked.includes(":") ? 6 : 4,
        address: asked,
        peer: client,
        // Copied: the socket may use the packet's memory again before the file has it.
        onMessage: (packet, port, address) => running.transfer?.receive(Buffer.from(packet), port, address),
        onError: (code) =>
          running.transfer?.stop("failed", fault("peer-error", `Error ${code} on the socket.`), code),
      });
    } catch (error) {
      await file.discard();
      throw error;
    }
    if (running.isDropped) {
      socket.close();
      await file.discard();
      this.#leave(key, running);
      return;
    }
    const isNetascii = mode === "netascii";
    const handle = registry.open({
      protocol: "tftp",
      direction: "receive",
      client: { address: plainAddress(client.address), port: client.port },
      server: { address: socket.address, port: socket.port },
      path,
      size: sizeBytes === 0 ? null : sizeBytes,
      options: {
        blockSize: agreed.blockSize,
        windowSize: agreed.windowSize,
        timeoutMs: agreed.timeoutMs,
        netascii: isNetascii,
      },
      abort: () => running.transfer?.stop("aborted", abortedByOperator, "Aborted by the operator"),
    });
    const transfer: ReceivedTransfer = new ReceivedTransfer({
      client,
      machine: new WriteTransfer({
        agreed,
        ceilingMs: agreed.timeoutMs ?? RTO_CEILING_MS,
        initialMs: INITIAL_RTO_MS,
        maxTries: limits.maxTries,
      }),
      file,
      isNetascii,
      oack: acknowledged.size > 0 ? encode({ kind: "OACK", options: acknowledged }) : null,
      blockSize: agreed.blockSize,
      handle,
      onEnd: (end) => {
        const { meter, onLog, onEvent } = this.#ports;
        this.#leave(key, running);
        this.#endedBytes += handle.bytes;
        meter.ended(end.outcome);
        handle.end(end.outcome, end.cause);
        const ms = performance.now() - startedAt;
        onLog(tftpLogLine.ended(path, client, handle, agreed, end, ms, "Received"), {
          client,
          transferId: handle.id,
          isWarning: end.outcome !== "complete",
        });
        onEvent(endedEvent(handle, path, end.outcome, end.cause));
      },
      onClosed: () => this.#open.delete(transfer),
    });
    running.transfer = transfer;
    this.#open.add(transfer);
    this.#ports.onEvent(startedEvent(handle, path));
    transfer.start(socket);
  }

  #leave(key: string, running: Running): void {
    if (running.hasLeft) return;
    running.hasLeft = true;
    this.#running.delete(key);
    const { admission, meter } = this.#ports;
    admission.leave(running.client.address);
    meter.active(admission.total);
  }
}

const abortedByOperator: Fault = fault("aborted", "Aborted by the operator.");
