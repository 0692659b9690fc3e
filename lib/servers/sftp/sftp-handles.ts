/** Files that an SFTP client has open: what reading and uploading have in common, and reading. Uploads: `sftp-upload.ts`. */
import { close as closeFile, constants, open as openFile, read as readFile } from "node:fs";
import { lstat } from "node:fs/promises";
import { promisify } from "node:util";
import { type Fault, fault } from "@/lib/contracts/fault";
import { err, ok, type Result } from "@/lib/kit/result";
import { statusCode } from "@/lib/wire/sftp/protocol";
import type { RunningTransfer } from "./running-transfer";
import type { FaultInjectedRead } from "./sftp-faults";
import type { SftpJail, VirtualPath } from "./sftp-jail";
import { denied, type Refusal, refusal, refusalOf } from "./sftp-refusal";

const openAsync = promisify(openFile);

const ANY_READ_BIT = 0o444;

/** A file descriptor that is closed only after the last operation on it has returned. */
class Descriptor {
  readonly fd: number;
  #operations = 0;
  #isClosing = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  begin(): void {
    this.#operations++;
  }

  end(): void {
    this.#operations--;
    if (this.#isClosing && this.#operations === 0) this.#close();
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#operations === 0) this.#close();
  }

  #close(): void {
    closeFile(this.fd, () => undefined);
  }
}

type Done = (error: NodeJS.ErrnoException | null, bytes: number) => void;

/** What files being read and uploads have in common: counters, the transfer, and being aborted by the operator. */
export abstract class OpenFile {
  readonly path: VirtualPath;
  /** Bytes sent to the client, and bytes received from it. */
  bytesRead = 0;
  bytesWritten = 0;
  transfer: RunningTransfer | null = null;
  /** Set when the operator aborted the transfer: further requests are refused with it. */
  abortedBy: Refusal | null = null;
  protected readonly file: Descriptor;

  constructor(fd: number, at: VirtualPath) {
    this.file = new Descriptor(fd);
    this.path = at;
  }

  get fd(): number {
    return this.file.fd;
  }

  /** Reads `length` bytes of the file from `position` on into `into`, from its offset `start` on. */
  read(into: Buffer, start: number, length: number, position: number, done: Done): void {
    this.file.begin();
    readFile(this.file.fd, into, start, length, position, (error, bytes) => {
      this.file.end();
      done(error, bytes);
    });
  }

  /** Counts bytes that were sent to the client. */
  countSent(bytes: number): void {
    this.bytesRead += bytes;
  }

  /** The operator aborts the transfer. */
  abort(): void {
    this.abortedBy = refusal(statusCode.failure, "Aborted by the operator");
    this.transfer?.end("aborted", fault("aborted", "Aborted by the operator."));
  }
}

export class ServedFile extends OpenFile {
  readonly kind = "file";
  readonly sizeBytes: number;
  /** Faults from Lab for this file; null when it has none. */
  faultInjectedRead: FaultInjectedRead | null = null;

  private constructor(fd: number, at: VirtualPath, sizeBytes: number) {
    super(fd, at);
    this.sizeBytes = sizeBytes;
  }

  /** Opens a regular file for reading. */
  static async open(jail: SftpJail, at: VirtualPath): Promise<Result<ServedFile, Refusal>> {
    const real = await jail.resolveExisting(at);
    if (!real.ok) return real;
    try {
      const stats = await lstat(real.value);
      if (stats.isDirectory()) return err(refusal(statusCode.failure, "Is a directory"));
      // A file without any read bit is refused even when this program runs as root. Reading a pipe would block.
      if (!stats.isFile() || (stats.mode & ANY_READ_BIT) === 0) return err(denied);
      const fd = await openAsync(
        real.value,
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      return ok(new ServedFile(fd, at, stats.size));
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  override read(into: Buffer, start: number, length: number, position: number, done: Done): void {
    const { faultInjectedRead } = this;
    if (faultInjectedRead === null) {
      super.read(into, start, length, position, done);
      return;
    }
    super.read(into, start, length, position, (error, bytes) => {
      faultInjectedRead.alter(into.subarray(start, start + bytes), position);
      faultInjectedRead.pace(bytes, () => done(error, bytes));
    });
  }

  /** Whether at least as many bytes were sent as the file has. */
  get isComplete(): boolean {
    return this.bytesRead >= this.sizeBytes;
  }

  override countSent(bytes: number): void {
    super.countSent(bytes);
    // A client may read a part twice, but progress ends at 100 %.
    if (this.transfer) this.transfer.handle.bytes = Math.min(this.bytesRead, this.sizeBytes);
  }

  /** Closes the file and ends its transfer. `cause` is set when the connection ended before. */
  close(cause: Fault | null): void {
    this.file.close();
    if (!this.transfer) return;
    if (this.isComplete) this.transfer.end("complete");
    else if (cause) this.transfer.end(cause.code === "aborted" ? "aborted" : "failed", cause);
    else {
      const message = `The client closed the file after ${this.bytesRead} of ${this.sizeBytes} bytes.`;
      this.transfer.end("aborted", fault("aborted", message));
    }
  }
}
