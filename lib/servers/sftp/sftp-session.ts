/**
 * One SFTP session: requests of a channel in, answers out. Every request is answered. Reads of a file run side by
 * side into buffers that are used again, and so do writes; everything else waits for them and runs alone. While the
 * client takes nothing, nothing more is read from it, so its memory here has a limit.
 */
import type { ServerChannel } from "ssh2";
import { type Fault, fault } from "@/lib/contracts/fault";
import { PacketFramer } from "@/lib/wire/sftp/framing";
import { MAX_DATA_BYTES, statusCode } from "@/lib/wire/sftp/protocol";
import { decodeRequest, type SftpRequest } from "@/lib/wire/sftp/requests";
import { DATA_HEADER_BYTES, encodeStatus, writeDataHeader } from "@/lib/wire/sftp/responses";
import type { OutFlow } from "./out-flow";
import type { OpenTransfer } from "./running-transfer";
import { type AnswerParts, type PlainRequest, SftpAnswers } from "./sftp-answers";
import type { ServedFile, Upload } from "./sftp-handles";
import { refusalOf } from "./sftp-jail";
import { type Peer, say } from "./sftp-log";

/** Reads, or writes, that are under way in one session: enough to hide the disk, and what a session may hold. */
const AT_ONCE = 4;
/** Answers that the channel has not taken yet, because the client opened no window for them. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** What most clients ask for at once when they do not know our limits. */
const COMMON_READ_BYTES = 32 * 1024;

export type SftpSessionParts = AnswerParts & {
  channel: ServerChannel;
  peer: Peer;
  server: { address: string; port: number };
  openTransfer: OpenTransfer;
  flow: OutFlow;
  /** File bytes that left and that came. */
  moved(sent: number, received: number): void;
  onActivity(): void;
  /** The connection is to be closed as by a server that is gone. */
  drop(cause: Fault): void;
  onEnd(): void;
};

/** The place of an answer in the row: OpenSSH's client cuts a file short whose parts come in another order. */
type Slot = { packet: Buffer | null; sent: (() => void) | undefined };
type ReadRequest = Extract<SftpRequest, { type: "read" }>;
type WriteRequest = Extract<SftpRequest, { type: "write" }>;

const lost: Fault = fault("peer-error", "The connection ended before the file did.");

export class SftpSession {
  readonly #parts: SftpSessionParts;
  readonly #channel: ServerChannel;
  readonly #answers: SftpAnswers;
  readonly #framer = new PacketFramer();
  readonly #buffers: Buffer[] = [];
  /** Decoded, but something else has to end first. */
  #held: SftpRequest | undefined;
  /** Reads, or writes, under way, in the order they were asked for. */
  readonly #row: Slot[] = [];
  #reading = 0;
  #writing = 0;
  /** A fault from Lab: when what was asked before is answered, the connection is gone. */
  #stopping: Fault | null = null;
  #alone = false;
  #unsent = 0;
  #inputEnded = false;
  #over = false;
  #pumping = false;

  constructor(parts: SftpSessionParts) {
    this.#parts = parts;
    this.#channel = parts.channel;
    this.#answers = new SftpAnswers(parts);
    parts.log(say.sessionOpened(parts.user.name, parts.peer.address));
    this.#channel.on("error", () => undefined);
    this.#channel.on("data", (chunk: Buffer) => {
      this.#framer.push(chunk);
      this.resume();
    });
    this.#channel.once("end", () => {
      this.#inputEnded = true;
      this.resume();
    });
    this.#channel.once("close", () => this.destroy(lost));
  }

  get handles(): number {
    return this.#answers.open;
  }

  get transfers(): number {
    return this.#answers.transfers;
  }

  /** Goes on with what came; also after the connection had no room for answers. */
  resume(): void {
    if (this.#over || this.#pumping) return;
    this.#pumping = true;
    const blocked = this.#pump();
    this.#pumping = false;
    if (this.#over) return;
    if (blocked) this.#channel.pause();
    else if (this.#inputEnded) this.#finishWhenIdle();
    else if (this.#channel.isPaused()) this.#channel.resume();
  }

  /** Ends it at once: the connection is gone or is to go. */
  destroy(cause: Fault): void {
    if (this.#over) return;
    this.#over = true;
    this.#answers.closeAll(cause);
    this.#buffers.length = 0;
    this.#held = undefined;
    this.#parts.log(say.sessionClosed(this.#parts.user.name, this.#parts.peer.address));
    this.#parts.onEnd();
  }

  /** Whether something has to happen before the next request. */
  #pump(): boolean {
    while (!this.#over) {
      if (this.#alone || this.#unsent > MAX_UNSENT_BYTES || this.#parts.flow.full) return true;
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
    if (this.#framer.broken) this.#breakOff(1);
    return undefined;
  }

  /** The client sent its EOF and has all its answers. */
  #finishWhenIdle(): void {
    if (this.#reading > 0 || this.#writing > 0 || this.#unsent > 0) return;
    this.#breakOff(this.#framer.atBoundary ? 0 : 1);
  }

  /** OpenSSH's sftp waits for the end of the channel, and scp for an exit status: both get theirs. */
  #breakOff(status: number): void {
    this.destroy(lost);
    this.#channel.exit(status);
    this.#channel.end();
  }

  /** False when the request has to wait for others to end. */
  #start(request: SftpRequest): boolean {
    switch (request.type) {
      case "read":
        if (this.#writing > 0 || this.#reading >= AT_ONCE) return false;
        this.#read(request);
        break;
      case "write":
        if (this.#reading > 0 || this.#writing >= AT_ONCE) return false;
        this.#write(request);
        break;
      case "unknown":
        this.#send(this.#answers.status(request.id, statusCode.opUnsupported));
        break;
      case "malformed":
        if (request.id === null) this.#breakOff(1);
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
    this.#alone = true;
    void this.#answers.answer(request).then((packet) => {
      this.#alone = false;
      this.#send(packet);
      this.resume();
    });
  }

  #read({ id, handle: name, offset, length: asked }: ReadRequest): void {
    const handle = this.#answers.handle(name);
    if (!handle || handle.kind === "listing" || handle.stopped) {
      const words = handle?.kind === "file" || handle?.kind === "upload" ? handle.stopped?.words : undefined;
      this.#send(this.#answers.status(id, statusCode.failure, words ?? "Invalid handle"));
      return;
    }
    if (!Number.isSafeInteger(offset)) {
      this.#send(this.#answers.status(id, statusCode.eof));
      return;
    }
    if (handle.kind === "file") this.#openTransfer(handle, "send", handle.sizeBytes);
    const spoilt = handle.kind === "file" ? handle.spoilt : null;
    this.#stopping ??= spoilt?.stopped(offset) ?? null;
    if (this.#stopping !== null) {
      this.#stopWhenAnswered();
      return;
    }
    const length = Math.min(asked, MAX_DATA_BYTES, spoilt?.most(offset) ?? MAX_DATA_BYTES);
    const packet = this.#takeBuffer(length);
    this.#reading++;
    const slot = this.#takePlace();
    handle.read(packet, DATA_HEADER_BYTES, length, offset, (error, bytes) => {
      if (this.#over) return;
      const done = () => {
        this.#reading--;
        this.#buffers.push(packet);
        handle.sent(bytes);
        this.#parts.moved(bytes, 0);
        this.#stopWhenAnswered();
      };
      if (!error && bytes > 0) {
        writeDataHeader(packet, id, bytes);
        this.#deliver(slot, packet.subarray(0, DATA_HEADER_BYTES + bytes), done);
      } else {
        const { code, words } = error ? refusalOf(error) : { code: statusCode.eof, words: undefined };
        this.#deliver(slot, this.#answers.status(id, code, words), done);
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
    const handle = this.#answers.handle(name);
    if (handle?.kind !== "upload" || !Number.isSafeInteger(offset + data.length)) {
      const words = handle?.kind === "upload" ? "File too large" : "Invalid handle";
      this.#send(this.#answers.status(id, statusCode.failure, words));
      return;
    }
    this.#openTransfer(handle, "receive", null);
    this.#writing++;
    const slot = this.#takePlace();
    handle.write(data, offset, (failed) => {
      if (this.#over) return;
      if (!failed) this.#parts.moved(0, data.length);
      const answer = failed
        ? this.#answers.status(id, failed.code, failed.words)
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
      abort: () => handle.stop(),
    });
  }

  #takePlace(): Slot {
    const slot: Slot = { packet: null, sent: undefined };
    this.#row.push(slot);
    return slot;
  }

  #deliver(slot: Slot, packet: Buffer, sent: () => void): void {
    slot.packet = packet;
    slot.sent = sent;
    for (let first = this.#row[0]; first?.packet; first = this.#row[0]) {
      this.#row.shift();
      this.#send(first.packet, first.sent);
    }
  }

  #send(packet: Buffer, sent?: () => void): void {
    if (this.#over) return;
    this.#unsent += packet.length;
    // ssh2 cuts it into packets of 32 KB: together they cost one system call instead of eight.
    this.#parts.flow.together(() => {
      this.#channel.write(packet, () => {
        this.#unsent -= packet.length;
        if (this.#over) return;
        sent?.();
        this.resume();
      });
    });
  }
}
