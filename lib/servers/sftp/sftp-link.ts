/**
 * The client's connection to an SFTP server: TCP, SSH login, the sftp subsystem, and then requests and answers matched by
 * number. Every failure is a fault, which everything that waits for an answer receives.
 */
import { connect, isIP, type Socket } from "node:net";
import ssh2, { type Client, type ClientChannel } from "ssh2";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { PacketFramer } from "@/lib/wire/sftp/framing";
import { MAX_PACKET_BYTES, SFTP_VERSION } from "@/lib/wire/sftp/protocol";
import { encodeExtended, encodeInit } from "@/lib/wire/sftp/requests";
import { decodeResponse, type SftpResponse } from "@/lib/wire/sftp/responses";
import { reportLocalPort } from "../tcp-probe";
import { fingerprintSha256 } from "./credentials";
import { passwordOnly } from "./password-auth-handler";
import { closedDuringLogin, faultOfConnect, faultOfSsh, loginTimedOut } from "./sftp-client-faults";

/** The server to log in to, and how. */
export type SftpPeer = {
  /** An IP address or a host name. */
  server: string;
  port: number;
  user: string;
  password: string;
  /** An OpenSSH private key, PEM, used instead of the password. */
  privateKey?: string;
  /** Address to connect from. When this machine does not have it, any address is used. */
  localAddress?: string;
  /** Pinned host key, `SHA256:...`; null or absent to accept any key. */
  expectedHostKey?: string | null;
  /** Milliseconds without a byte from the server after which the connection fails. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /**
   * Called with the local address and port of each attempt to connect, before the server accepts it; only for a server
   * that is given by its address.
   */
  onConnecting?(localAddress: string, localPort: number): void;
  /** Ciphers to offer, by their SSH names; all supported ones when absent. */
  ciphers?: readonly string[];
};

/** Bytes that every server allows in a READ; more only when the server says so with `limits@openssh.com`. */
const SAFE_READ_BYTES = 32 * 1024;
/** The largest payload, and room for the header of an answer. */
const MAX_ANSWER_BYTES = MAX_PACKET_BYTES + 1024;
/** After we have ended the connection, the server must close it within this time. */
const CLOSE_TIMEOUT_MS = 1000;

const notSftp: Fault = fault("protocol-error", "The server's answer is not SFTP.");

type Algorithms = NonNullable<Parameters<Client["connect"]>[0]["algorithms"]>;
/** Older algorithms are accepted, too: servers in an operator's network may be old, and the pinned host key identifies them. */
const algorithms = (ciphers: readonly string[] | undefined) =>
  ({
    kex: { append: ["diffie-hellman-group14-sha1"], prepend: [], remove: [] },
    cipher: ciphers ?? { append: ["aes256-cbc", "aes128-cbc"], prepend: [], remove: [] },
    compress: ["none"],
  }) as unknown as Algorithms;

type AnswerListener = (answer: SftpResponse) => void;
/** `hostKey` is `SHA256:...`; null when the connection failed before the server sent its key. */
export type Login =
  | { ok: true; link: SftpLink; hostKey: string }
  | { ok: false; fault: Fault; hostKey: string | null };

/** Logs in and opens the sftp subsystem. Never rejects. */
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
  /** The host key that the server sent, `SHA256:...`. */
  hostKey: string | null = null;
  /** Why the connection cannot be used any more. */
  fault: Fault | null = null;
  /** Most bytes to request in one READ. */
  maxReadBytes = SAFE_READ_BYTES;
  localAddress = "";
  localPort = 0;
  readonly #peer: SftpPeer;
  readonly #client = new ssh2.Client();
  readonly #framer = new PacketFramer(MAX_ANSWER_BYTES);
  readonly #waiting = new Map<number, AnswerListener>();
  #socket: Socket | undefined;
  #channel: ClientChannel | undefined;
  #onVersion: ((extensions: Map<string, string>) => void) | undefined;
  /** Called with the fault when the connection fails. */
  readonly #failureListeners = new Set<(cause: Fault) => void>();
  #lastId = 0;
  #isLoggedIn = false;
  #watchdog: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(peer: SftpPeer) {
    this.#peer = peer;
  }

  /** Connects and logs in. Rejects with a {@link FaultError}. */
  async open(): Promise<void> {
    const { signal } = this.#peer;
    if (signal?.aborted) this.#fail(fault("aborted"));
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#socket = await this.#connect();
    this.#startWatchdog(this.#socket);
    await this.#authenticate(this.#socket);
    this.#isLoggedIn = true;
    const extensions = await this.#startSftp();
    if (extensions.get("limits@openssh.com") === "1") await this.#readLimits();
  }

  /** Sends the request that `encode` makes and resolves with its answer. Rejects with a {@link FaultError}. */
  ask(encode: (id: number) => Buffer): Promise<SftpResponse> {
    return new Promise((resolve, reject) => {
      const failed = (cause: Fault) => reject(new FaultError(cause));
      this.askThen(
        encode,
        (answer) => {
          this.#failureListeners.delete(failed);
          resolve(answer);
        },
        failed,
      );
    });
  }

  /** As `ask`, with callbacks: for many requests at once. `onFailed` is kept until the link ends. */
  askThen(encode: (id: number) => Buffer, onAnswer: AnswerListener, onFailed: (cause: Fault) => void): void {
    if (this.fault || !this.#channel) {
      onFailed(this.fault ?? fault("server-gone"));
      return;
    }
    this.#lastId = (this.#lastId + 1) >>> 0;
    this.#failureListeners.add(onFailed);
    this.#waiting.set(this.#lastId, onAnswer);
    this.#channel.write(encode(this.#lastId));
  }

  /** Closes the connection. Open requests are dropped without an answer. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#watchdog);
    this.#peer.signal?.removeEventListener("abort", this.#onAbort);
    this.#waiting.clear();
    this.#failureListeners.clear();
    this.#client.on("error", () => undefined);
    this.#channel?.end();
    this.#client.end();
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    const closeTimer = setTimeout(() => socket.destroy(), this.fault ? 0 : CLOSE_TIMEOUT_MS);
    closeTimer.unref();
    socket.once("close", () => clearTimeout(closeTimer));
  }

  readonly #onAbort = () => this.#fail(fault("aborted"));

  #fail(cause: Fault): void {
    if (this.#hasEnded) return;
    this.fault ??= cause;
    this.#socket?.destroy();
    for (const listener of [...this.#failureListeners]) listener(this.fault);
    this.#failureListeners.clear();
    this.#waiting.clear();
  }

  /** A promise that `start` resolves, and that rejects when the connection fails before. */
  #unlessFailed<T>(start: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const failed = (cause: Fault) => reject(new FaultError(cause));
      if (this.fault) {
        failed(this.fault);
        return;
      }
      this.#failureListeners.add(failed);
      start((value) => {
        this.#failureListeners.delete(failed);
        resolve(value);
      });
    });
  }

  // TCP

  async #connect(): Promise<Socket> {
    const { localAddress, server } = this.#peer;
    const isSameFamily = isIP(server) === 0 || isIP(server) === isIP(localAddress ?? "");
    const socket = localAddress !== undefined && isSameFamily ? await this.#connectFrom(localAddress) : null;
    return socket ?? (await this.#connectFrom(undefined)) ?? this.#throwFault();
  }

  #throwFault(): never {
    throw new FaultError(this.fault ?? fault("network-unreachable"));
  }

  /** Null when this machine does not have that address. */
  #connectFrom(localAddress: string | undefined): Promise<Socket | null> {
    const { server, port, timeoutMs, onConnecting } = this.#peer;
    return this.#unlessFailed((resolve) => {
      const socket = connect({ host: server, port, ...(localAddress === undefined ? {} : { localAddress }) });
      this.#socket = socket;
      if (onConnecting) reportLocalPort(socket, onConnecting);
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

  /** Fails the connection when the server sends nothing for `timeoutMs`. */
  #startWatchdog(socket: Socket): void {
    let seen = -1;
    let quietChecks = 0;
    const check = () => {
      quietChecks = socket.bytesRead === seen ? quietChecks + 1 : 0;
      seen = socket.bytesRead;
      if (quietChecks >= 2) {
        this.#fail(this.#isLoggedIn ? fault("server-gone") : loginTimedOut(socket));
        return;
      }
      this.#watchdog = setTimeout(check, this.#peer.timeoutMs / 2);
      this.#watchdog.unref();
    };
    check();
  }

  // SSH

  #authenticate(socket: Socket): Promise<void> {
    const { user, password, privateKey, expectedHostKey } = this.#peer;
    return this.#unlessFailed((resolve) => {
      const client = this.#client;
      client.once("ready", () => resolve());
      client.on("error", (error) => this.#fail(faultOfSsh(error, this.#isLoggedIn)));
      client.on("close", () => {
        this.#fail(this.#isLoggedIn ? fault("server-gone") : closedDuringLogin);
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
              `The server has the host key ${this.hostKey}, but ${expectedHostKey} is pinned. Accept the new key only if you know why it changed.`,
            ),
          );
          return false;
        },
      });
    });
  }

  // SFTP

  #startSftp(): Promise<Map<string, string>> {
    return this.#unlessFailed((resolve) => {
      this.#client.subsys("sftp", (error, channel) => {
        if (error) {
          this.#fail(fault("peer-error", "The server does not offer SFTP."));
          return;
        }
        this.#channel = channel;
        channel.on("error", () => this.#fail(fault("server-gone")));
        channel.on("close", () => this.#fail(fault("server-gone")));
        channel.on("data", (chunk: Buffer) => this.#receive(chunk));
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
    const maxReadBytes = answer.fields.uint64();
    if (!answer.fields.broken && maxReadBytes > SAFE_READ_BYTES)
      this.maxReadBytes = Math.min(maxReadBytes, MAX_PACKET_BYTES);
  }

  #receive(chunk: Buffer): void {
    this.#framer.push(chunk);
    for (let packet = this.#framer.next(); packet; packet = this.#framer.next()) {
      this.#handle(decodeResponse(packet));
    }
    if (this.#framer.broken) this.#fail(notSftp);
  }

  #handle(answer: SftpResponse): void {
    if (answer.type === "version") {
      if (answer.version < SFTP_VERSION) {
        this.#fail(
          fault(
            "protocol-error",
            `The server supports SFTP version ${answer.version}. Version 3 is required.`,
          ),
        );
      } else this.#onVersion?.(answer.extensions);
      return;
    }
    const listener = answer.type === "malformed" ? undefined : this.#waiting.get(answer.id);
    if (answer.type === "malformed" || !listener) {
      this.#fail(notSftp);
      return;
    }
    this.#waiting.delete(answer.id);
    listener(answer);
  }
}
