/**
 * One SFTP session: requests from a channel in, answers out. Several reads, or several writes, run at the same time;
 * every other request waits for them and runs alone. While the client does not read its answers, no more requests are
 * read from it, so the memory of a session has a limit.
 */
import type { ServerChannel } from "ssh2";
import { type Fault, fault } from "@/lib/contracts/fault";
import { PacketFramer } from "@/lib/wire/sftp/framing";
import { MAX_DATA_BYTES, statusCode } from "@/lib/wire/sftp/protocol";
import { decodeRequest, type SftpRequest } from "@/lib/wire/sftp/requests";
import { DATA_HEADER_BYTES, encodeStatus, writeDataHeader } from "@/lib/wire/sftp/responses";
import type { Endpoint } from "../endpoint";
import type { OutFlow } from "./out-flow";
import type { OpenTransfer } from "./running-transfer";
import { type AnswerParts, type PlainRequest, SftpAnswers } from "./sftp-answers";
import type { ServedFile } from "./sftp-handles";
import { sftpLogText } from "./sftp-log";
import { refusalOf } from "./sftp-refusal";
import type { Upload } from "./sftp-upload";

/** Reads, or writes, that run at the same time in one session: enough to keep the disk busy, few enough for memory. */
const MAX_CONCURRENT = 4;
/** Answers that may wait in the channel while the client's window is full. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** The size of a READ of most clients that do not ask for our limits. */
const COMMON_READ_BYTES = 32 * 1024;

export type SftpSessionParts = AnswerParts & {
  channel: ServerChannel;
  peer: Endpoint;
  server: Endpoint;
  openTransfer: OpenTransfer;
  flow: OutFlow;
  /** Counts file bytes sent and received. */
  countBytes(sent: number, received: number): void;
  onActivity(): void;
  /** Closes the connection abruptly, as a crashed server does. */
  drop(cause: Fault): void;
  onEnd(): void;
};

/** The place of an answer in the order of the requests: OpenSSH's client truncates a file whose parts arrive out of order. */
type AnswerSlot = { packet: Buffer | null; sent: (() => void) | undefined };
type ReadRequest = Extract<SftpRequest, { type: "read" }>;
type WriteRequest = Extract<SftpRequest, { type: "write" }>;

const lost: Fault = fault("peer-error", "The connection ended before the file did.");

export class SftpSession {
  readonly #parts: SftpSessionParts;
  readonly #channel: ServerChannel;
  readonly #answers: SftpAnswers;
  readonly #framer = new PacketFramer();
  readonly #buffers: Buffer[] = [];
  /** A decoded request that waits for others to end. */
  #held: SftpRequest | undefined;
  /** Reads, or writes, that run, in the order of their requests. */
  readonly #slots: AnswerSlot[] = [];
  #reading = 0;
  #writing = 0;
  /** A fault from Lab: the connection is closed when earlier requests have been answered. */
  #stopping: Fault | null = null;
  /** A request that must run alone is being answered. */
  #isExclusive = false;
  #unsentBytes = 0;
  #hasInputEnded = false;
  #isOver = false;
  #isPumping = false;

  constructor(parts: SftpSessionParts) {
    this.#parts = parts;
    this.#channel = parts.channel;
    this.#answers = new SftpAnswers(parts);
    parts.log(sftpLogText.sessionOpened(parts.user.name, parts.peer.address));
    this.#channel.on("error", () => undefined);
    this.#channel.on("data", (chunk: Buffer) => {
      this.#framer.push(chunk);
      this.resume();
    });
    this.#channel.once("end", () => {
      this.#hasInputEnded = true;
      this.resume();
    });
    this.#channel.once("close", () => this.destroy(lost));
  }

  get handles(): number {
    return this.#answers.handles.size;
  }

  get transfers(): number {
    return this.#answers.handles.transfers;
  }

  /** Handles the requests that have arrived. Also called when the connection can take answers again. */
  resume(): void {
    if (this.#isOver || this.#isPumping) return;
    this.#isPumping = true;
    const isBlocked = this.#pump();
    this.#isPumping = false;
    if (this.#isOver) return;
    if (isBlocked) this.#channel.pause();
    else if (this.#hasInputEnded) this.#finishWhenIdle();
    else if (this.#channel.isPaused()) this.#channel.resume();
  }

  /** Ends the session at once, because the connection has ended or is about to. */
  destroy(cause: Fault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#answers.handles.closeAll(cause);
    this.#buffers.length = 0;
    this.#held = undefined;
    this.#parts.log(sftpLogText.sessionClosed(this.#parts.user.name, this.#parts.peer.address));
    this.#parts.onEnd();
  }

  /** Starts requests. Returns whether the next one has to wait. */
  #pump(): boolean {
    while (!this.#isOver) {
      if (this.#isExclusive || this.#unsentBytes > MAX_UNSENT_BYTES || this.#parts.flow.full) return true;
      const request = this.#held ?? this.#next();
      this.#held = undefined;
      if (!request) return false;
      if (!this.#start(request)) {
        this.#held = request;
        return true;
      }
    }
    return false;
  }

  #next(): SftpRequest | undefined {
    const packet = this.#framer.next();
    if (packet) return decodeRequest(packet);
    if (this.#framer.broken) this.#endChannel(1);
    return undefined;
  }

  /** Ends the session when the client has sent EOF and all its requests are answered. */
  #finishWhenIdle(): void {
    if (this.#reading > 0 || this.#writing > 0 || this.#unsentBytes > 0) return;
    this.#endChannel(this.#framer.atBoundary ? 0 : 1);
  }

  /** Ends the channel with an exit status: OpenSSH's scp waits for the status, its sftp for the end. */
  #endChannel(status: number): void {
    this.destroy(lost);
    this.#channel.exit(status);
    this.#channel.end();
  }

  /** Starts a request. Returns false when it has to wait for others to end. */
  #start(request: SftpRequest): boolean {
    switch (request.type) {
      case "read":
        if (this.#writing > 0 || this.#reading >= MAX_CONCURRENT) return false;
        this.#read(request);
        break;
      case "write":
        if (this.#reading > 0 || this.#writing >= MAX_CONCURRENT) return false;
        this.#write(request);
        break;
      case "unknown":
        this.#send(this.#answers.status(request.id, statusCode.opUnsupported));
        break;
      case "malformed":
        if (request.id === null) this.#endChannel(1);
        else this.#send(this.#answers.status(request.id, statusCode.badMessage));
        break;
      default:
        if (this.#reading > 0 || this.#writing > 0) return false;
        this.#answerAlone(request);
    }
    this.#parts.onActivity();
    return true;
  }

  #answerAlone(request: PlainRequest): void {
    this.#isExclusive = true;
    void this.#answers.answer(request).then((packet) => {
      this.#isExclusive = false;
      this.#send(packet);
      this.resume();
    });
  }

  #read({ id, handle: name, offset, length: asked }: ReadRequest): void {
    const handle = this.#answers.handles.get(name);
    if (!handle || handle.kind === "listing" || handle.abortedBy) {
      const abortedBy = handle && handle.kind !== "listing" ? handle.abortedBy : null;
      this.#send(this.#answers.status(id, statusCode.failure, abortedBy?.message ?? "Invalid handle"));
      return;
    }
    if (!Number.isSafeInteger(offset)) {
      this.#send(this.#answers.status(id, statusCode.eof));
      return;
    }
    if (handle.kind === "file") this.#openTransfer(handle, "send", handle.sizeBytes);
    const faults = handle.kind === "file" ? handle.faultInjectedRead : null;
    this.#stopping ??= faults?.stopAt(offset) ?? null;
    if (this.#stopping !== null) {
      this.#stopWhenAnswered();
      return;
    }
    const length = Math.min(asked, MAX_DATA_BYTES, faults?.maxBytes(offset) ?? MAX_DATA_BYTES);
    const packet = this.#takeBuffer(length);
    this.#reading++;
    const slot = this.#addSlot();
    handle.read(packet, DATA_HEADER_BYTES, length, offset, (error, bytes) => {
      if (this.#isOver) return;
      const done = () => {
        this.#reading--;
        this.#buffers.push(packet);
        handle.countSent(bytes);
        this.#parts.countBytes(bytes, 0);
        this.#stopWhenAnswered();
      };
      if (!error && bytes > 0) {
        writeDataHeader(packet, id, bytes);
        this.#deliver(slot, packet.subarray(0, DATA_HEADER_BYTES + bytes), done);
      } else {
        const { code, message } = error ? refusalOf(error) : { code: statusCode.eof, message: undefined };
        this.#deliver(slot, this.#answers.status(id, code, message), done);
      }
    });
  }

  #stopWhenAnswered(): void {
    if (this.#stopping !== null && this.#reading === 0) this.#parts.drop(this.#stopping);
  }

  #takeBuffer(length: number): Buffer {
    const size = DATA_HEADER_BYTES + (length <= COMMON_READ_BYTES ? COMMON_READ_BYTES : MAX_DATA_BYTES);
    for (let kept = this.#buffers.pop(); kept; kept = this.#buffers.pop()) {
      if (kept.length >= size) return kept;
    }
    return Buffer.allocUnsafeSlow(size);
  }

  #write({ id, handle: name, offset, data }: WriteRequest): void {
    const handle = this.#answers.handles.get(name);
    if (handle?.kind !== "upload" || !Number.isSafeInteger(offset + data.length)) {
      const message = handle?.kind === "upload" ? "File too large" : "Invalid handle";
      this.#send(this.#answers.status(id, statusCode.failure, message));
      return;
    }
    this.#openTransfer(handle, "receive", null);
    this.#writing++;
    const slot = this.#addSlot();
    handle.write(data, offset, (failed) => {
      if (this.#isOver) return;
      if (!failed) this.#parts.countBytes(0, data.length);
      const answer = failed
        ? this.#answers.status(id, failed.code, failed.message)
        : encodeStatus(id, statusCode.ok);
      this.#deliver(slot, answer, () => {
        this.#writing--;
      });
    });
  }

  #openTransfer(handle: ServedFile | Upload, direction: "send" | "receive", size: number | null): void {
    if (handle.transfer) return;
    const { openTransfer, peer, server, user } = this.#parts;
    handle.transfer = openTransfer({
      protocol: "sftp",
      direction,
      client: peer,
      server,
      path: this.#answers.rootPath(handle.path),
      size,
      user: user.name,
      abort: () => handle.abort(),
    });
  }

  #addSlot(): AnswerSlot {
    const slot: AnswerSlot = { packet: null, sent: undefined };
    this.#slots.push(slot);
    return slot;
  }

  #deliver(slot: AnswerSlot, packet: Buffer, sent: () => void): void {
    slot.packet = packet;
    slot.sent = sent;
    for (let first = this.#slots[0]; first?.packet; first = this.#slots[0]) {
      this.#slots.shift();
      this.#send(first.packet, first.sent);
    }
  }

  #send(packet: Buffer, sent?: () => void): void {
    if (this.#isOver) return;
    this.#unsentBytes += packet.length;
    // ssh2 splits it into packets of 32 KB: written together they cost one system call instead of eight.
    this.#parts.flow.corked(() => {
      this.#channel.write(packet, () => {
        this.#unsentBytes -= packet.length;
        if (this.#isOver) return;
        sent?.();
        this.resume();
      });
    });
  }
}
