/**
 * A login at an SFTP server, as a client: TCP, SSH, the password, the sftp subsystem, and from then on questions and
 * answers by number. Every way it can fail is a fault; whoever waits for an answer gets it too.
 */
import { connect, isIP, type Socket } from "node:net";
import ssh2, { type AnyAuthMethod, type Client, type ClientChannel } from "ssh2";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import { PacketFramer } from "@/lib/wire/sftp/framing";
import { MAX_PACKET_BYTES, SFTP_VERSION, statusCode } from "@/lib/wire/sftp/protocol";
import { encodeExtended, encodeInit } from "@/lib/wire/sftp/requests";
import { decodeResponse, type SftpResponse } from "@/lib/wire/sftp/responses";
import { fingerprintSha256 } from "./credentials";

export type SftpPeer = {
  /** An address or a name. */
  server: string;
  port: number;
  user: string;
  password: string;
  /** An OpenSSH private key, PEM: used instead of the password. */
  privateKey?: string;
  /** Where to connect from. An address that this machine does not have falls back to any. */
  localAddress?: string;
  /** `SHA256:...` as it was pinned; null or absent to take what comes (and pin what the result says). */
  expectedHostKey?: string | null;
  /** Milliseconds without a byte from the server before it is given up. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Only these, by their SSH names; all that are known when absent. */
  ciphers?: readonly string[];
};

/** What every READ may ask for; more only where the server says so (`limits@openssh.com`). */
const SAFE_READ_BYTES = 32 * 1024;
/** Room for the header of an answer beyond the largest payload. */
const MAX_ANSWER_BYTES = MAX_PACKET_BYTES + 1024;
const GOODBYE_MS = 1000;

type Algorithms = NonNullable<Parameters<Client["connect"]>[0]["algorithms"]>;
/** A server of the operator's network may be old; what it is, the pinned host key says. */
const algorithms = (ciphers: readonly string[] | undefined) =>
  ({
    kex: { append: ["diffie-hellman-group14-sha1"], prepend: [], remove: [] },
    cipher: ciphers ?? { append: ["aes256-cbc", "aes128-cbc"], prepend: [], remove: [] },
    compress: ["none"],
  }) as unknown as Algorithms;

type Waiting = (answer: SftpResponse) => void;
export type Login =
  | { ok: true; link: SftpLink; hostKey: string }
  | { ok: false; fault: Fault; hostKey: string | null };

/** Logs in and opens the subsystem. Never rejects. */
export async function logIn(peer: SftpPeer): Promise<Login> {
  const link = new SftpLink(peer);
  try {
    await link.open();
    return { ok: true, link, hostKey: link.hostKey ?? "" };
  } catch (error) {
    const cause = link.fault ?? (error instanceof FaultError ? error.fault : fault("internal"));
    link.end();
    return { ok: false, fault: cause, hostKey: link.hostKey };
  }
}

export class SftpLink {
  /** The key the server showed, `SHA256:...`. */
  hostKey: string | null = null;
  /** Why it cannot be used any more. */
  fault: Fault | null = null;
  /** Most bytes to ask for in one READ. */
  maxReadBytes = SAFE_READ_BYTES;
  localAddress = "";
  localPort = 0;
  readonly #peer: SftpPeer;
  readonly #client = new ssh2.Client();
  readonly #framer = new PacketFramer(MAX_ANSWER_BYTES);
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | undefined;
  #channel: ClientChannel | undefined;
  #onVersion: ((extensions: Map<string, string>) => void) | undefined;
  /** Told of the fault: whoever is in the middle of something. */
  readonly #failureListeners = new Set<(cause: Fault) => void>();
  #lastId = 0;
  #loggedIn = false;
  #watchdog: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(peer: SftpPeer) {
    this.#peer = peer;
  }

  async open(): Promise<void> {
    const { signal } = this.#peer;
    if (signal?.aborted) this.#fail(fault("aborted"));
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#socket = await this.#dial();
    this.#watch(this.#socket);
    await this.#authenticate(this.#socket);
    this.#loggedIn = true;
    const extensions = await this.#startSftp();
    if (extensions.get("limits@openssh.com") === "1") await this.#readLimits();
  }

  /** Sends a request made by `encode` and gives its answer; rejects with a {@link FaultError} when there will be none. */
  ask(encode: (id: number) => Buffer): Promise<SftpResponse> {
    return new Promise((resolve, reject) => {
      const lost = (cause: Fault) => reject(new FaultError(cause));
      this.askThen(
        encode,
        (answer) => {
          this.#failureListeners.delete(lost);
          resolve(answer);
        },
        lost,
      );
    });
  }

  /** As `ask`, without a promise: for many requests at once. `lost` is remembered until the link has ended. */
  askThen(encode: (id: number) => Buffer, answered: Waiting, lost: (cause: Fault) => void): void {
    if (this.fault || !this.#channel) {
      lost(this.fault ?? fault("server-gone"));
      return;
    }
    this.#lastId = (this.#lastId + 1) >>> 0;
    this.#failureListeners.add(lost);
    this.#waiting.set(this.#lastId, answered);
    this.#channel.write(encode(this.#lastId));
  }

  /** Says goodbye; what is unanswered stays so. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#watchdog);
    this.#peer.signal?.removeEventListener("abort", this.#onAbort);
    this.#waiting.clear();
    this.#failureListeners.clear();
    this.#client.on("error", () => undefined);
    this.#channel?.end();
    this.#client.end();
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    const cut = setTimeout(() => socket.destroy(), this.fault ? 0 : GOODBYE_MS);
    cut.unref();
    socket.once("close", () => clearTimeout(cut));
  }

  readonly #onAbort = () => this.#fail(fault("aborted"));

  #fail(cause: Fault): void {
    if (this.#ended) return;
    this.fault ??= cause;
    this.#socket?.destroy();
    for (const told of [...this.#failureListeners]) told(this.fault);
    this.#failureListeners.clear();
    this.#waiting.clear();
  }

  /** Settles with the link's fault as soon as there is one, whatever else happens. */
  #orFault<T>(start: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const lost = (cause: Fault) => reject(new FaultError(cause));
      if (this.fault) {
        lost(this.fault);
        return;
      }
      this.#failureListeners.add(lost);
      start((value) => {
        this.#failureListeners.delete(lost);
        resolve(value);
      });
    });
  }

  // TCP

  async #dial(): Promise<Socket> {
    const { localAddress, server } = this.#peer;
    const fits = isIP(server) === 0 || isIP(server) === isIP(localAddress ?? "");
    const socket = localAddress !== undefined && fits ? await this.#connectFrom(localAddress) : null;
    return socket ?? (await this.#connectFrom(undefined)) ?? this.#lostSocket();
  }

  #lostSocket(): never {
    throw new FaultError(this.fault ?? fault("network-unreachable"));
  }

  /** Null when this machine does not have that address. */
  #connectFrom(localAddress: string | undefined): Promise<Socket | null> {
    const { server, port, timeoutMs } = this.#peer;
    return this.#orFault((resolve) => {
      const socket = connect({ host: server, port, ...(localAddress === undefined ? {} : { localAddress }) });
      this.#socket = socket;
      socket.setNoDelay(true);
      const timer = setTimeout(() => this.#fail(fault("timed-out")), timeoutMs);
      socket.once("close", () => clearTimeout(timer));
      const failed = (error: NodeJS.ErrnoException) => {
        if (localAddress !== undefined && error.code === "EADDRNOTAVAIL") resolve(null);
        else this.#fail(faultOfConnect(error));
      };
      socket.once("error", failed);
      socket.once("connect", () => {
        clearTimeout(timer);
        socket.off("error", failed);
        this.localAddress = socket.localAddress ?? "";
        this.localPort = socket.localPort ?? 0;
        resolve(socket);
      });
    });
  }

  /** A server that sends nothing for so long is gone. */
  #watch(socket: Socket): void {
    let seen = -1;
    let quietHalves = 0;
    const look = () => {
      quietHalves = socket.bytesRead === seen ? quietHalves + 1 : 0;
      seen = socket.bytesRead;
      if (quietHalves >= 2) {
        this.#fail(this.#loggedIn ? fault("server-gone") : fault("timed-out", silence(socket)));
        return;
      }
      this.#watchdog = setTimeout(look, this.#peer.timeoutMs / 2);
      this.#watchdog.unref();
    };
    look();
  }

  // SSH

  #authenticate(socket: Socket): Promise<void> {
    const { user, password, privateKey, expectedHostKey } = this.#peer;
    return this.#orFault((resolve) => {
      const client = this.#client;
      client.once("ready", () => resolve());
      client.on("error", (error) => this.#fail(this.#faultOfSsh(error)));
      client.on("close", () => {
        this.#fail(
          this.#loggedIn
            ? fault("server-gone")
            : fault("peer-error", "The server closed the connection before the login was done."),
        );
      });
      client.connect({
        sock: socket,
        username: user,
        algorithms: algorithms(this.#peer.ciphers),
        readyTimeout: 0,
        ...(privateKey === undefined
          ? { authHandler: passwordOnly(user, password) as never }
          : { privateKey, authHandler: ["publickey"] }),
        hostVerifier: (key: Buffer) => {
          this.hostKey = fingerprintSha256(key);
          if (!expectedHostKey || expectedHostKey === this.hostKey) return true;
          this.#fail(
            fault(
              "host-key-changed",
              undefined,
              `The server shows ${this.hostKey}, pinned is ${expectedHostKey}. Accept the new key only if you know why it changed.`,
            ),
          );
          return false;
        },
      });
    });
  }

  #faultOfSsh(error: Error & { level?: string; code?: string }): Fault {
    switch (error.level) {
      case "client-authentication":
        return fault("authentication-failed");
      case "client-socket":
        return this.#loggedIn ? fault("server-gone") : faultOfConnect(error);
      case "handshake":
        return fault("protocol-error", `SSH: ${printable(error.message)}.`);
      default:
        return this.#loggedIn
          ? fault("server-gone")
          : fault("protocol-error", `SSH: ${printable(error.message)}.`);
    }
  }

  // SFTP

  #startSftp(): Promise<Map<string, string>> {
    return this.#orFault((resolve) => {
      this.#client.subsys("sftp", (error, channel) => {
        if (error) {
          this.#fail(fault("peer-error", "The server offers no SFTP."));
          return;
        }
        this.#channel = channel;
        channel.on("error", () => this.#fail(fault("server-gone")));
        channel.on("close", () => this.#fail(fault("server-gone")));
        channel.on("data", (chunk: Buffer) => this.#heard(chunk));
        channel.stderr.resume();
        this.#onVersion = resolve;
        channel.write(encodeInit());
      });
    });
  }

  async #readLimits(): Promise<void> {
    const answer = await this.ask((id) => encodeExtended(id, "limits@openssh.com"));
    if (answer.type !== "extended") return;
    answer.fields.uint64();
    const most = answer.fields.uint64();
    if (!answer.fields.broken && most > SAFE_READ_BYTES) this.maxReadBytes = Math.min(most, MAX_PACKET_BYTES);
  }

  #heard(chunk: Buffer): void {
    this.#framer.push(chunk);
    for (let packet = this.#framer.next(); packet; packet = this.#framer.next()) {
      this.#answered(decodeResponse(packet));
    }
    if (this.#framer.broken) this.#fail(fault("protocol-error", "The server's answer is not SFTP."));
  }

  #answered(answer: SftpResponse): void {
    if (answer.type === "version") {
      if (answer.version < SFTP_VERSION) {
        this.#fail(fault("protocol-error", `The server speaks SFTP version ${answer.version}; 3 is needed.`));
      } else this.#onVersion?.(answer.extensions);
      return;
    }
    const waiting = answer.type === "malformed" ? undefined : this.#waiting.get(answer.id);
    if (answer.type === "malformed" || !waiting) {
      this.#fail(fault("protocol-error", "The server's answer is not SFTP."));
      return;
    }
    this.#waiting.delete(answer.id);
    waiting(answer);
  }
}

/** The password, by `password` or, where the server has only that, by `keyboard-interactive`; once. */
function passwordOnly(username: string, password: string) {
  let tried = false;
  return (
    methodsLeft: string[] | null,
    _partial: boolean | null,
    next: (method: AnyAuthMethod | false) => void,
  ) => {
    if (methodsLeft === null) return next({ type: "none", username });
    if (tried) return next(false);
    tried = true;
    if (methodsLeft.includes("password")) return next({ type: "password", username, password });
    if (!methodsLeft.includes("keyboard-interactive")) return next(false);
    return next({
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
    });
  };
}

/** Of a server that took the connection. */
const silence = (socket: Socket): string =>
  socket.bytesRead > 0
    ? "It stopped answering during the login."
    : "It took the connection and said nothing.";

function faultOfConnect(error: { code?: string | undefined; message: string }): Fault {
  switch (error.code) {
    case "ECONNREFUSED":
      return fault("connection-refused");
    case "ETIMEDOUT":
      return fault("timed-out");
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EHOSTDOWN":
    case "ENETDOWN":
    case "EADDRNOTAVAIL":
      return fault("network-unreachable");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return fault("network-unreachable", "The name of the server cannot be resolved.");
    case "ECONNRESET":
    case "EPIPE":
      return fault("peer-error", "The server closed the connection before the login was done.");
    default:
      return fault("network-unreachable", `The connection failed: ${printable(error.message)}.`);
  }
}

/** What a STATUS that is not OK means to someone who wants a file. */
export function faultOfStatus(code: number, message: string): Fault {
  switch (code) {
    case statusCode.noSuchFile:
      return fault("file-not-found");
    case statusCode.permissionDenied:
      return fault("access-violation");
    case statusCode.noConnection:
    case statusCode.connectionLost:
      return fault("server-gone");
    default: {
      const words = printable(message).slice(0, 200).trim();
      return fault("peer-error", `The server refused: ${words || `status ${code}`}.`);
    }
  }
}
