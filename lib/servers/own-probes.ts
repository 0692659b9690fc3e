/**
 * The requests by which this program asks image servers a question of its own: whether they answer, and which images they
 * have. Our own servers recognize them by their local address and port, answer them like all others, and do not count them.
 */
import { isIP } from "node:net";
import { plainAddress } from "@/lib/kit/addresses";
import type { Cancel } from "@/lib/kit/clock";
import type { Endpoint } from "./endpoint";
import { probeSftp } from "./sftp/sftp-client";
import { openSftpReader } from "./sftp/sftp-reader";
import { probeTcp } from "./tcp-probe";
import { type ProbeTftp, probeTftp } from "./tftp/tftp-client";
import { sampleTftp } from "./tftp/tftp-sample";

const ANY_ADDRESS: ReadonlySet<string> = new Set(["", "0.0.0.0", "::"]);
const keyOf = (address: string, port: number): string => `${plainAddress(address)}|${port}`;

/** In {@link OwnProbes.marks}: a probe of any local address uses the port. */
const ANY_MARK = 1;

/** A number for an address, never 0 or {@link ANY_MARK}. */
function markOf(address: string): number {
  let hash = 17;
  for (let i = 0; i < address.length; i++) hash = (Math.imul(hash, 31) + address.charCodeAt(i)) | 0;
  return hash | 2;
}

/** As {@link OwnProbes.includes}, in another thread. @param marks those of the probes */
export function isMarked(marks: Int32Array, { address, port }: Endpoint): boolean {
  const mark = marks[port] ?? 0;
  return mark !== 0 && (mark === ANY_MARK || mark === markOf(plainAddress(address)));
}

export class OwnProbes {
  /** By port: who uses it for a probe. Shared with the packet thread, which must know before the request arrives. */
  readonly marks = new Int32Array(new SharedArrayBuffer(4 * 65_536));
  readonly #beforeEnd: () => void;

  /** @param beforeEnd handles what servers have reported about probes that are about to be forgotten */
  constructor(beforeEnd: () => void = () => undefined) {
    this.#beforeEnd = beforeEnd;
  }

  /** How many probes use an address and port; `|port` for a socket that is bound to every address. */
  readonly #running = new Map<string, number>();

  /** Marks what comes from this local address and port, until the returned function is called. */
  begin(address: string, port: number): Cancel {
    const key = ANY_ADDRESS.has(address) ? `|${port}` : keyOf(address, port);
    this.#running.set(key, (this.#running.get(key) ?? 0) + 1);
    this.#mark(port);
    let isRunning = true;
    return () => {
      if (!isRunning) return;
      isRunning = false;
      const left = (this.#running.get(key) ?? 1) - 1;
      if (left === 0) this.#running.delete(key);
      else this.#running.set(key, left);
      this.#mark(port);
    };
  }

  #mark(port: number): void {
    const suffix = `|${port}`;
    let mark = 0;
    for (const key of this.#running.keys()) {
      if (key === suffix) mark = ANY_MARK;
      else if (mark === 0 && key.endsWith(suffix)) mark = markOf(key.slice(0, -suffix.length));
    }
    this.marks[port] = mark;
  }

  /** Whether a probe is under way from this address and port. */
  includes({ address, port }: Endpoint): boolean {
    return this.#running.has(`|${port}`) || this.#running.has(keyOf(address, port));
  }

  readonly tftp: ProbeTftp = (target) => this.#during((onBound) => probeTftp({ ...target, onBound }));

  readonly sftp: typeof probeSftp = (request) =>
    this.#during((onConnecting) =>
      // The port of a connection is known at once only where no name has to be looked up.
      probeSftp(isIP(request.server) === 0 ? request : { ...request, onConnecting }),
    );

  readonly tcp: typeof probeTcp = (request) =>
    this.#during((onConnecting) => probeTcp({ ...request, onConnecting }));

  readonly sampleTftp: typeof sampleTftp = (request) =>
    this.#during((onBound) => sampleTftp({ ...request, onBound }));

  /** The connection is a probe until its reader ends. */
  readonly openSftp: typeof openSftpReader = async (peer) => {
    const ends: Cancel[] = [];
    const onConnecting = (address: string, port: number) => void ends.push(this.begin(address, port));
    const opened = await openSftpReader(isIP(peer.server) === 0 ? peer : { ...peer, onConnecting });
    if (!opened.ok) {
      this.#endSoon(ends);
      return opened;
    }
    const end = () => {
      opened.reader.end();
      this.#endSoon(ends);
    };
    return { ...opened, reader: { ...opened.reader, end } };
  };

  async #during<T>(probe: (onBound: (address: string, port: number) => void) => Promise<T>): Promise<T> {
    const ends: Cancel[] = [];
    try {
      return await probe((address, port) => ends.push(this.begin(address, port)));
    } finally {
      this.#endSoon(ends);
    }
  }

  /** The server may still log that the probe has ended. */
  #endSoon(ends: readonly Cancel[]): void {
    setImmediate(() => {
      this.#beforeEnd();
      for (const end of ends) end();
    });
  }
}
