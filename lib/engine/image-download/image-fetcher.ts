/**
 * Fetches one image over the network, whoever needs it: sends the request, verifies every byte that arrives, and reports
 * start and end as the controller does.
 */
import type { FetchedImageFacts } from "@/lib/contracts/events";
import type { ImageFamily } from "@/lib/contracts/families";
import { type Fault, fault, faultOf } from "@/lib/contracts/fault";
import { imagePathOf, placeOfProfile } from "@/lib/contracts/profile";
import { judgeImage } from "@/lib/controller/image-verdict";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { wordFetchFault } from "@/lib/controller/why";
import { plainAddress } from "@/lib/kit/addresses";
import { alterBytes } from "@/lib/servers/common-faults";
import type { DatagramLink } from "@/lib/servers/datagram-link";
import type { TransferHandle } from "@/lib/servers/transfer";
import { sourceAddress } from "./addresses";
import type { DownloadContext, FetcherPorts, HeldImage, ImageSource } from "./context";
import { fetchRow, flashGuard } from "./fetch-row";
import { imageRequest } from "./image-request";
import { fetchFrom } from "./image-source";

export type FetchedImage = { ok: true; image: HeldImage | null; bytes: number } | { ok: false; fault: Fault };

/** Who fetches: shown in the transfer rows, and its address decides the source address. */
export type FetchClient = { apId: string; name: string; ip: string };

export type FetchOrder = {
  image: string;
  source: ImageSource;
  client: FetchClient;
  /** The access point whose image it is; null when it is for several. */
  apId: string | null;
  /** What the image must be; null where anything will do. */
  wanted: { family: ImageFamily | null; version: string | null };
  /** The simulated link under the datagrams; absent when the network is used as it is. */
  link?: DatagramLink | undefined;
  /** Whether the client corrupts what arrives. */
  alters?: boolean;
  /** Free bytes where the image is stored; absent when there is always room. */
  room?(): number;
  onAnnounced(sizeBytes: number | null): void;
  onProgress(bytes: number): void;
  /** `image` is null when the file does not say its version. */
  onEnd(result: FetchedImage): void;
};

/** `forApId`: the access point whose image it is, null when it is for several. */
type Requester = FetchClient & { forApId: string | null };
/** `transferId`: the row of the transfer; null when no transfer started. */
type Fetched = (
  | (Extract<FetchedImage, { ok: true }> & { facts: FetchedImageFacts })
  | Extract<FetchedImage, { ok: false }>
) & { transferId: string | null };

export class ImageFetcher {
  readonly #context: DownloadContext;
  readonly #ports: FetcherPorts;
  /** The requests in progress, by `address|port` and by `|port`. */
  readonly #requesters = new Map<string, Requester>();
  readonly #running = new Set<Promise<void>>();
  readonly #stoppers = new Set<AbortController>();
  readonly #waiting = new Set<() => void>();
  #stopped = false;

  constructor(context: DownloadContext, ports: FetcherPorts) {
    this.#context = context;
    this.#ports = ports;
  }

  /** Who sent the request that comes from this address and port, among those in progress. */
  clientOf(address: string, port: number): Requester | undefined {
    return this.#requesters.get(`${plainAddress(address)}|${port}`) ?? this.#requesters.get(`|${port}`);
  }

  /** Starts a fetch. The function that it returns stops it; `onEnd` then gets the given fault. */
  start(order: FetchOrder): (why: Fault) => void {
    const stopper = new AbortController();
    let stoppedFor: Fault | null = null;
    const running = this.#run(order, stopper.signal, () => stoppedFor)
      .catch((thrown: unknown) => {
        this.#ports.onFault(`fetching ${order.image}`, thrown);
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

  /** Ends every fetch without a report. Resolves when none is in progress. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stopper of this.#stoppers) stopper.abort();
    for (const resolve of this.#waiting) resolve();
    await Promise.all(this.#running);
  }

  async #run(order: FetchOrder, signal: AbortSignal, stoppedFor: () => Fault | null): Promise<void> {
    const { clock, wall, report } = this.#ports;
    const { apId, source } = order;
    const url = this.#context.servers.url(source.profile, order.image);
    const startedAt = clock.elapsed();
    const begunAt = wall.elapsed();
    report.started(url, { apId, transferId: null });

    const result = await this.#fetch(order, signal, stoppedFor);
    if (this.#stopped) return;
    const ids = { apId, transferId: result.transferId };
    if (!result.ok) {
      const isStopped = stoppedFor() !== null;
      const why = isStopped ? result.fault : this.#word(order, result.fault);
      const { minReportMs } = modeRules[source.profile.mode];
      if (!isStopped) await this.#waitUntil(startedAt + (minReportMs[result.fault.code] ?? 0));
      if (this.#stopped) return;
      report.failed(url, why, ids);
      order.onEnd({ ok: false, fault: why });
      return;
    }
    report.completed(url, ids, result.facts);
    // Behind a simulated link, the rate is the link's.
    if (order.link === undefined)
      this.#ports.onMeasured(source.profile, result.bytes, wall.elapsed() - begunAt);
    order.onEnd(result);
  }

  async #fetch(order: FetchOrder, signal: AbortSignal, stoppedFor: () => Fault | null): Promise<Fetched> {
    const { ports, servers } = this.#context;
    const { source, image } = order;
    const { profile } = source;
    const path = imagePathOf(profile, image);
    const stored = servers.repositoryPath(profile, path);
    const known = stored === null ? null : ports.images.lookup(stored);
    const reader = this.#ports.createReader(image);
    let expected = known?.sha512 ?? null;
    // Also where nothing is expected: the digest is evidence of what arrived.
    let digest = this.#ports.sha512();
    // Our own server reports its transfers itself.
    const row = servers.isOurs(placeOfProfile(profile))
      ? null
      : fetchRow(this.#context, this.#ports.transfers, source, path, order.client.ip);
    const guard = flashGuard(image, order.room);
    let keys: string[] = [];
    const wire = {
      local: null as { address: string; port: number } | null,
      transfer: null as { id: string } | null,
      served: null as Pick<TransferHandle, "id" | "verified"> | null,
    };
    // A transfer has a row only once it has begun: before that, the newest row of this port belongs to another one.
    const findTransfer = () => {
      const { local } = wire;
      if (row === null && local !== null)
        wire.served ??= this.#servedTransfer(local.address, local.port) ?? null;
      wire.transfer ??= row === null ? wire.served : row.handle();
    };
    let position = 0;
    const result = await fetchFrom(this.#context, source, {
      path,
      image,
      version: order.wanted.version,
      localAddress: sourceAddress(order.client.ip, placeOfProfile(profile).imageServer),
      signal: AbortSignal.any([signal, guard.signal, ...(row === null ? [] : [row.signal])]),
      link: order.link,
      sink(piece) {
        if (order.alters) alterBytes(piece, position);
        position += piece.length;
        reader.write(piece);
        digest.update(piece);
      },
      onPublishedDigest: (sha512) => {
        expected = sha512;
        digest = this.#ports.sha512();
      },
      onBound: (address, port) => {
        keys = [`${plainAddress(address)}|${port}`, `|${port}`];
        for (const key of keys) this.#requesters.set(key, { ...order.client, forApId: order.apId });
        wire.local = { address, port };
        row?.open(port);
      },
      onAnnounced: (size) => {
        guard.check(size ?? 0);
        findTransfer();
        row?.announced(size);
        order.onAnnounced(size);
      },
      onProgress: (bytes) => {
        guard.check(bytes);
        findTransfer();
        row?.progressed(bytes);
        order.onProgress(bytes);
      },
    });
    // Our own server may have reported something about this request that is still to be connected with its sender.
    this.#ports.transfers.catchUp();
    for (const key of keys) this.#requesters.delete(key);
    const transferId = wire.transfer?.id ?? null;
    const why = stoppedFor() ?? guard.fault ?? (result.ok ? null : result.fault);
    row?.end(why);
    if (!result.ok || why !== null) {
      return { ok: false, fault: why ?? fault("internal"), transferId };
    }

    const facts = reader.end();
    const sha512 = digest.hex();
    // Not looked up again: by now, another transfer may run on the same connection.
    if (row === null && expected !== null) wire.served?.verified(sha512 === expected);
    const wrong = judgeImage(
      { path, bytes: result.bytes, announcedSize: result.announcedSize, ...facts, sha512 },
      { ...order.wanted, publishedSha512: expected },
    );
    if (wrong !== null) return { ok: false, fault: wrong, transferId };
    const version = facts.version ?? order.wanted.version;
    const held = version === null ? null : { sizeBytes: result.bytes, version };
    const { bytes } = result;
    const arrived = { bytes, version: version ?? "", sha512, isVerified: expected !== null };
    return { ok: true, image: held, bytes, transferId, facts: arrived };
  }

  /** The transfer of our own server to one of our clients. */
  #servedTransfer(address: string, port: number) {
    const { transfers } = this.#ports;
    return transfers.ofClient(address, port) ?? transfers.ofClient("127.0.0.1", port);
  }

  /** The fault with URL and remedy, as the operator reads it. */
  #word({ source: { profile }, image, wanted }: FetchOrder, why: Fault): Fault {
    const version = wanted.version ?? this.#ports.targetVersion();
    const request = imageRequest(this.#context, profile, image, version);
    return wordFetchFault(why, { ...request, url: this.#context.servers.url(profile, image) });
  }

  #waitUntil(at: number): Promise<void> {
    const { clock } = this.#ports;
    const left = at - clock.elapsed();
    if (left <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = clock.after(left, done);
      this.#waiting.add(done);
    });
  }
}

/** The fault of an image that does not say its version: it cannot be compared with the running one. */
export const versionUnknown = (path: string): Fault =>
  fault(
    "image-damaged",
    `${path} does not say which version it is.`,
    "Enter the folder of an unzipped bundle. Its images contain their version.",
  );
