/**
 * The software download service: starts, stops, counts and sends images. What it answers is decided in `catalog-api.ts`;
 * the listener is in `catalog-listener.ts`.
 */
import { realpath } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CatalogAccount, CatalogSettings } from "@/lib/contracts/catalog";
import type { OfferedRelease } from "@/lib/contracts/catalog-releases";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import type { CatalogFaults } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { Clock } from "@/lib/kit/clock";
import { hostAndPort } from "@/lib/kit/host-and-port";
import type { Endpoint } from "../endpoint";
import { bindFault } from "../port-owner";
import { ServerMeter } from "../server-meter";
import { LoginGuard } from "../ssh-login-guard";
import { Admission } from "../tftp/admission";
import type { TransferRegistry } from "../transfer";
import { accessLogLine } from "./access-log";
import { AccessTokens } from "./access-tokens";
import { type ApiAnswer, refusal } from "./api-answers";
import { CatalogApi } from "./catalog-api";
import { CatalogExchange, type CatalogLogLine } from "./catalog-exchange";
import { CatalogFaultInjection } from "./catalog-faults";
import { CatalogListener } from "./catalog-listener";
import type { KeyAndCertificate } from "./certificates";
import { ImageSender } from "./image-sender";

export type CatalogServerPorts = {
  /** The folder of all image sets; it must exist when the service starts. */
  root: string;
  settings: CatalogSettings;
  /** The certificate to listen with. `strange`: of an authority that nobody trusts, for a fault from Lab. */
  certificate(strange: boolean): Promise<KeyAndCertificate>;
  findAccount(name: string): CatalogAccount | null;
  setAccepted(name: string, hasAccepted: boolean): Promise<void>;
  /** The releases on offer, the newest first. */
  releases(): readonly OfferedRelease[];
  registry: Pick<TransferRegistry, "open">;
  wall: Clock;
  /** Called at once when the state changes, else at most once a second. */
  onRow(row: ServerStatus): void;
  /** One line of the access log for each request. */
  onLog(line: CatalogLogLine): void;
  onEvent(event: NewEvent): void;
};

export type CatalogServer = {
  /** Rejects with a {@link FaultError} whose fault says why it cannot listen and what to do. */
  start(): Promise<Endpoint>;
  /** Accepts no new connection, gives running downloads `drainMs` to end, then closes all connections. */
  stop(): Promise<void>;
  /** Where it listens; null while it does not. */
  listening(): Endpoint | null;
  /** Limits apply from now on. A new address or port needs a stop and a start. */
  apply(settings: CatalogSettings): void;
  /** Injects faults from now on; null removes them. Resolves when new connections have them. */
  setFaults(faults: CatalogFaults | null): Promise<void>;
  /** New connections get a certificate that was renewed. */
  renewCertificate(): Promise<void>;
  /** Revokes the tokens of an account that was changed or removed, and ends its downloads. */
  disconnectAccount(name: string): void;
};

/** A service that does not listen yet. */
export function createCatalogServer(ports: CatalogServerPorts): CatalogServer {
  const server = new Server(ports);
  return {
    start: () => server.start(),
    stop: () => server.stop(),
    listening: () => server.listening,
    apply: (settings) => server.apply(settings),
    setFaults: (faults) => server.setFaults(faults),
    renewCertificate: () => server.renewCertificate(),
    disconnectAccount: (name) => server.disconnectAccount(name),
  };
}

class Server {
  readonly #ports: CatalogServerPorts;
  readonly #settings: CatalogSettings;
  readonly #faults: CatalogFaultInjection;
  readonly #tokens = new AccessTokens();
  readonly #guard: LoginGuard;
  readonly #admission: Admission;
  readonly #meter: ServerMeter;
  readonly #listener: CatalogListener;
  readonly #api: CatalogApi;
  readonly #sender: ImageSender;

  constructor(ports: CatalogServerPorts) {
    this.#ports = ports;
    this.#settings = { ...ports.settings };
    const { wall, findAccount, setAccepted, releases, onRow } = ports;
    this.#faults = new CatalogFaultInjection(wall);
    this.#guard = new LoginGuard(wall, this.#settings);
    this.#admission = new Admission(this.#settings);
    this.#listener = new CatalogListener({
      settings: () => this.#settings,
      faults: this.#faults,
      onRequest: (incoming, response) => void this.#answer(incoming, response),
      onRefused: (_peer, reason) => this.#meter.refused(reason),
      onUnreadable: (peer, status) => this.#logUnreadable(peer, status),
    });
    this.#sender = new ImageSender({
      admission: this.#admission,
      faults: this.#faults,
      wall,
      registry: ports.registry,
      onEvent: ports.onEvent,
      onActive: (count) => this.#meter.active(count),
      onEnded: (outcome) => this.#meter.ended(outcome),
    });
    this.#meter = new ServerMeter({
      id: "catalog",
      address: this.#settings.address,
      port: this.#settings.port,
      wall,
      onRow,
      bytesSent: () => this.#sender.bytesSent,
    });
    this.#api = new CatalogApi({
      wall,
      tokens: this.#tokens,
      guard: this.#guard,
      faults: this.#faults,
      findAccount,
      setAccepted,
      releases,
      tokenMs: () => this.#settings.tokenMs,
      origin: () => {
        const { address, port } = this.listening ?? this.#settings;
        return `https://${hostAndPort(address, port)}`;
      },
    });
  }

  get listening(): Endpoint | null {
    return this.#listener.bound;
  }

  async start(): Promise<Endpoint> {
    if (this.listening) return this.listening;
    const { address, port } = this.#settings;
    this.#meter.state("starting", address, port);
    let bound: Endpoint;
    try {
      this.#sender.root = await realpath(this.#ports.root);
      const certificate = await this.#certificate();
      bound = await this.#listener.listen(address, port, certificate);
    } catch (thrown) {
      const reason = await startFault(thrown, address, port);
      this.#meter.state("failed", address, port, reason);
      this.#ports.onEvent({ type: "server.failed", data: { server: "catalog", fault: reason } });
      throw new FaultError(reason);
    }
    this.#meter.state("listening", bound.address, bound.port);
    this.#ports.onEvent({ type: "server.started", data: { server: "catalog", ...bound } });
    return bound;
  }

  async stop(): Promise<void> {
    if (this.listening === null) return;
    const closed = this.#listener.stopListening();
    await this.#sender.drain(this.#settings.drainMs);
    this.#sender.abortAll(fault("server-gone", "The server was stopped."));
    // The last answers are still being sent.
    await new Promise((resolve) => setImmediate(resolve));
    this.#listener.closeAll();
    await closed;
    await this.#sender.ended();
    this.#meter.state("stopped", this.#settings.address, this.#settings.port);
    this.#meter.stop();
    this.#ports.onEvent({ type: "server.stopped", data: { server: "catalog" } });
  }

  apply(settings: CatalogSettings): void {
    // In place, because the admission of requests uses the same object.
    Object.assign(this.#settings, settings);
    this.#guard.apply(settings);
    this.#listener.apply();
  }

  async setFaults(faults: CatalogFaults | null): Promise<void> {
    const wasStrange = this.#faults.now.untrustedCertificate;
    this.#faults.set(faults);
    if (wasStrange !== this.#faults.now.untrustedCertificate) await this.renewCertificate();
  }

  async renewCertificate(): Promise<void> {
    if (this.listening !== null) this.#listener.useCertificate(await this.#certificate());
  }

  disconnectAccount(name: string): void {
    this.#tokens.revokeOf(name);
    this.#sender.abortOf(name, fault("aborted", "The account was changed or removed."));
  }

  #certificate(): Promise<KeyAndCertificate> {
    return this.#ports.certificate(this.#faults.now.untrustedCertificate);
  }

  // Requests

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { wall, onLog } = this.#ports;
    const exchange = new CatalogExchange(incoming, response, wall.now());
    exchange.logTo(onLog);
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
    let isGone = false;
    response.once("close", () => {
      isGone = true;
    });
    await new Promise<void>((resolve) => {
      const cancel = this.#faults.whenAudible(resolve);
      response.once("close", () => {
        cancel();
        resolve();
      });
    });
    if (isGone) return;
    try {
      const answer = await this.#decide(exchange);
      if (isGone) return;
      if (answer.kind === "json") this.#sendJson(exchange, answer);
      else await this.#sendImage(exchange, answer);
    } catch {
      // The client left while it sent its body, or the program failed: there is nobody else to tell.
      if (!response.headersSent && !isGone)
        exchange.sendJson(refusal("internal", "The service failed.", "internal"));
      else response.destroy();
    }
  }

  #decide(exchange: CatalogExchange): Promise<ApiAnswer> {
    const overRate = this.#admission.countRequest(exchange.peer.address, performance.now());
    if (overRate === null) return this.#api.answer(exchange.request);
    return Promise.resolve(
      refusal("busy", `${overRate}.`, "too many requests", { status: 429, headers: { "retry-after": "1" } }),
    );
  }

  #sendJson(exchange: CatalogExchange, answer: Extract<ApiAnswer, { kind: "json" }>): void {
    if (answer.reason !== null) this.#meter.refused(answer.reason);
    exchange.sendJson(answer);
  }

  async #sendImage(exchange: CatalogExchange, answer: Extract<ApiAnswer, { kind: "image" }>): Promise<void> {
    if (answer.headOnly) {
      exchange.setImageHead(answer);
      exchange.response.end();
      return;
    }
    const refused = await this.#sender.send(exchange, answer);
    if (refused) this.#sendJson(exchange, refused);
  }

  #logUnreadable(peer: Endpoint, status: number): void {
    const text = accessLogLine({
      address: peer.address,
      user: null,
      at: this.#ports.wall.now(),
      request: null,
      status,
      bytesSent: 0,
      referer: undefined,
      userAgent: undefined,
    });
    this.#ports.onLog({ severity: 4, text, peer, transferId: null });
  }
}

/** A certificate that cannot be made has its own fault; everything else is about the port. */
async function startFault(thrown: unknown, address: string, port: number): Promise<Fault> {
  if (thrown instanceof FaultError) return thrown.fault;
  return await bindFault(thrown, "software download service", address, port, "TCP");
}
