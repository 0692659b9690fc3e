/**
 * One image over the real wire, whoever fetches it: request, every byte through reader and digest, the verdict, the
 * controller's install lines, and the floors that the controller adds before it reports (spec 30, timing table).
 */
import type { ImageFamily } from "@/lib/contracts/families";
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { imagePathOf } from "@/lib/contracts/profile";
import { judgeImage } from "@/lib/controller/image-verdict";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { installCompleted, installFailed, installStarted } from "@/lib/controller/syslog-lines";
import { wordFetchFault } from "@/lib/controller/why";
import { plainAddress } from "@/lib/kit/addresses";
import { formatBytes } from "@/lib/kit/units";
import { alterBytes } from "@/lib/servers/common-faults";
import type { DatagramLink } from "@/lib/servers/datagram-link";
import type { HeldImage, SimulationState } from "../simulation/simulation-state";
import { sourceAddress } from "./addresses";
import type { ImageSource } from "./context";
import { imageRequest } from "./image-request";
import { fetchFrom } from "./image-source";
import { modeSource } from "./modes/all-sources";

export type FetchOrder = {
  image: string;
  source: ImageSource;
  /** Who fetches: for the server's rows, and for the source address. */
  client: { apId: string; name: string; ip: string };
  /** Whose image it is, for the lines; null when it is for several. */
  apId: string | null;
  wanted: { family: ImageFamily | null; version: string | null };
  /** What the datagrams come over; absent: nothing worth mentioning. */
  link?: DatagramLink | undefined;
  /** Whoever fetches alters what arrives. */
  alters?: boolean;
  /** Bytes that it may have: there is no room for more. Absent: there is. */
  room?(): number;
  onAnnounced(sizeBytes: number | null): void;
  onProgress(bytes: number): void;
  onEnd(result: { ok: true; image: HeldImage | null; bytes: number } | { ok: false; fault: Fault }): void;
};

/** `forApId`: whose image it is, null when it is for several. */
type Client = FetchOrder["client"] & { forApId: string | null };
/** `transferId`: the row of what went over the wire; null when nothing did. */
type Fetched = { transferId: string | null } & (
  | { ok: true; image: HeldImage | null; bytes: number }
  | { ok: false; fault: Fault }
);

export class ImageFetcher {
  readonly #simulation: SimulationState;
  /** `address|port` and `|port` of requests under way. */
  readonly #clients = new Map<string, Client>();
  readonly #running = new Set<Promise<void>>();
  readonly #stoppers = new Set<AbortController>();
  readonly #waiting = new Set<() => void>();

  constructor(simulation: SimulationState) {
    this.#simulation = simulation;
  }

  /** Whose request this is, among those under way. */
  clientOf(address: string, port: number): Client | undefined {
    return this.#clients.get(`${plainAddress(address)}|${port}`) ?? this.#clients.get(`|${port}`);
  }

  /** Starts at once. The function it returns stops the transfer; `onEnd` then tells the given fault. */
  start(order: FetchOrder): (why: Fault) => void {
    const stopper = new AbortController();
    let stoppedFor: Fault | null = null;
    const running = this.#run(order, stopper.signal, () => stoppedFor)
      .catch((thrown: unknown) => {
        this.#simulation.ports.onFault(`fetching ${order.image}`, thrown);
        order.onEnd({ ok: false, fault: faultOf(thrown) });
      })
      .finally(() => {
        this.#running.delete(running);
        this.#stoppers.delete(stopper);
      });
    this.#running.add(running);
    this.#stoppers.add(stopper);
    return (why) => {
      stoppedFor ??= why;
      stopper.abort();
    };
  }

  /** Ends every request; resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    for (const stopper of this.#stoppers) stopper.abort();
    for (const resolve of this.#waiting) resolve();
    await Promise.all(this.#running);
  }

  async #run(order: FetchOrder, signal: AbortSignal, stoppedFor: () => Fault | null): Promise<void> {
    const simulation = this.#simulation;
    const { ports } = simulation;
    const { profile } = order.source;
    const url = simulation.servers.url(profile, order.image);
    const { apId } = order;
    const of = apId === null ? {} : { apId };
    const startedAt = ports.simulated.now();
    simulation.syslog(installStarted(url), of);
    simulation.event({ type: "install.started", data: { url, apId } });

    const result = await this.#fetch(order, signal, stoppedFor);
    if (simulation.stopped) return;
    const { transferId } = result;
    const ended = { ...of, ...(transferId !== null && { transferId }) };
    if (!result.ok) {
      const why = stoppedFor() === null ? this.#word(order, result.fault) : result.fault;
      const floor = stoppedFor() === null ? (modeRules[profile.mode].minReportMs[result.fault.code] ?? 0) : 0;
      await this.#waitUntil(startedAt + floor);
      if (simulation.stopped) return;
      simulation.syslog(installFailed(url, why), ended);
      simulation.event({ type: "install.failed", data: { url, apId, fault: why } });
      order.onEnd({ ok: false, fault: why });
      return;
    }
    simulation.syslog(installCompleted(url), ended);
    simulation.event({ type: "install.completed", data: { url, apId } });
    order.onEnd(result);
  }

  async #fetch(order: FetchOrder, signal: AbortSignal, stoppedFor: () => Fault | null): Promise<Fetched> {
    const simulation = this.#simulation;
    const { ports } = simulation;
    const { source, image } = order;
    const { profile } = source;
    const path = imagePathOf(profile, image);
    const stored = simulation.servers.repositoryPath(profile, path);
    const known = stored === null ? null : ports.images.lookup(stored);
    const reader = ports.createReader(image);
    const digest = known?.sha512 ? ports.sha512() : null;
    const row = stored === null ? this.#row(order, path) : null;
    const full = fullStop(order);
    let keys: string[] = [];
    const wire = {
      bound: null as { address: string; port: number } | null,
      transfer: null as { id: string } | null,
      // Only what began has a row: before that, the newest one of this port is somebody else's.
      began: () => {
        const { bound } = wire;
        wire.transfer ??= (row ? row.transfer() : bound && this.#served(bound.address, bound.port)) ?? null;
      },
    };
    let position = 0;
    const result = await fetchFrom(simulation.download, source, {
      path,
      localAddress: sourceAddress(order.client.ip, profile.imageServer),
      signal: AbortSignal.any([signal, full.signal, ...(row === null ? [] : [row.signal])]),
      link: order.link,
      sink(piece) {
        if (order.alters) alterBytes(piece, position);
        position += piece.length;
        reader.write(piece);
        digest?.update(piece);
      },
      onBound: (address, port) => {
        keys = [`${plainAddress(address)}|${port}`, `|${port}`];
        for (const key of keys) this.#clients.set(key, { ...order.client, forApId: order.apId });
        wire.bound = { address, port };
        row?.open(port);
      },
      onAnnounced: (size) => {
        full.look(size ?? 0);
        wire.began();
        row?.announced(size);
        order.onAnnounced(size);
      },
      onProgress: (bytes) => {
        full.look(bytes);
        wire.began();
        row?.progressed(bytes);
        order.onProgress(bytes);
      },
    });
    for (const key of keys) this.#clients.delete(key);
    const transferId = wire.transfer?.id ?? null;
    const why = stoppedFor() ?? full.fault;
    if (!result.ok) {
      row?.end(why ?? result.fault);
      return { ok: false, fault: why ?? result.fault, transferId };
    }
    row?.end(why);
    if (why !== null) return { ok: false, fault: why, transferId };

    const facts = reader.end();
    const sha512 = digest?.hex() ?? null;
    if (known?.sha512 && sha512 !== null)
      this.#served(result.localAddress, result.localPort)?.verified(sha512 === known.sha512);
    const wrong = judgeImage(
      { path, bytes: result.bytes, announcedSize: result.announcedSize, ...facts, sha512 },
      { ...order.wanted, repositorySha512: known?.sha512 ?? null },
    );
    if (wrong !== null) return { ok: false, fault: wrong, transferId };
    const version = facts.version ?? order.wanted.version;
    return {
      ok: true,
      image: version === null ? null : { sizeBytes: result.bytes, version },
      bytes: result.bytes,
      transferId,
    };
  }

  /** Our own server's transfer to one of our clients. */
  #served(address: string, port: number) {
    const { transfers } = this.#simulation.ports;
    return transfers.ofClient(address, port) ?? transfers.ofClient("127.0.0.1", port);
  }

  #word({ source: { profile }, image, wanted }: FetchOrder, why: Fault): Fault {
    const simulation = this.#simulation;
    const version = wanted.version ?? simulation.upgrade.targetVersion;
    return wordFetchFault(why, {
      ...imageRequest(simulation.download, profile, image, version),
      url: simulation.servers.url(profile, image),
    });
  }

  /** The transfer's own row, where the server is somebody else's and reports none. */
  #row(order: FetchOrder, path: string) {
    const { ports, lab } = this.#simulation;
    const { profile } = order.source;
    const stopper = new AbortController();
    let handle: ReturnType<typeof ports.transfers.open> | null = null;
    let size: number | null = null;
    return {
      signal: stopper.signal,
      transfer: () => handle,
      open: (localPort: number) => {
        handle = ports.transfers.open({
          ...modeSource(profile.mode).transferDetails(profile, lab.transfer),
          direction: "fetch",
          client: { address: order.client.ip, port: localPort },
          server: { address: profile.imageServer, port: this.#simulation.servers.port(profile) },
          path,
          size: null,
          abort: () => stopper.abort(),
        });
      },
      announced: (sizeBytes: number | null) => {
        size = sizeBytes;
        if (handle) handle.size = size;
      },
      progressed: (bytes: number) => {
        if (handle) handle.bytes = bytes;
      },
      end: (why: Fault | null) => {
        if (why === null) handle?.end("complete");
        else handle?.end(why.code === "aborted" ? "aborted" : "failed", why);
      },
    };
  }

  #waitUntil(simulatedAt: number): Promise<void> {
    const { simulated } = this.#simulation.ports;
    const left = simulatedAt - simulated.now();
    if (left <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = simulated.after(left, done);
      this.#waiting.add(done);
    });
  }
}

/** Stops a fetch for which there is no room, as soon as that is known. */
function fullStop({ image, room }: FetchOrder) {
  const stopper = new AbortController();
  const stop = {
    signal: stopper.signal,
    fault: null as Fault | null,
    look(bytes: number): void {
      const free = room?.() ?? Number.POSITIVE_INFINITY;
      if (bytes <= free || stop.fault !== null) return;
      stop.fault = fault(
        "disk-full",
        `The controller's flash has room for ${formatBytes(Math.max(0, free))} and ${image} takes ${formatBytes(bytes)}.`,
        "Make room in the controller's flash; then choose Save & Download again.",
      );
      stopper.abort();
    },
  };
  return stop;
}

/** An image whose version nothing tells: it cannot be compared with what runs. */
export const versionUnknown = (path: string): Fault =>
  fault(
    "image-damaged",
    `${path} does not say which version it is.`,
    "Give the folder of an unzipped bundle, whose images carry their version.",
  );
