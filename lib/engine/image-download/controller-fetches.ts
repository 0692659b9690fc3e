/**
 * Images of access points that the controller fetches, in modes where only it connects to the server. There is one fetch
 * per image, however many access points wait for it, and it goes on when they stop waiting. Images for access points
 * that join are kept for the next ones; the images of an upgrade go to those who wait.
 */
import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import { imagePathOf } from "@/lib/contracts/profile";
import type { HeldImage, ImageSource } from "./context";
import { type FetchClient, type FetchedImage, type ImageFetcher, versionUnknown } from "./image-fetcher";

/** The images of an upgrade and those for access points that join have different versions, so they are separate. */
export type FetchScope = "upgrade" | "join";

/** The key of a fetch: its scope and image. */
export const fetchKey = (scope: FetchScope, image: string): string => `${scope} ${image}`;

export type ControllerFetch = {
  scope: FetchScope;
  image: ImageFamily;
  source: ImageSource;
  /** The version that the image must have; null when none is fixed yet. */
  version: string | null;
  /** The access point that asked first; null when several did. */
  apId: string | null;
};
export type ControllerFetched = { ok: true; image: HeldImage } | { ok: false; fault: Fault };

/** Where a fetch in progress is recorded for rows and free space. */
export type FetchRecord = {
  /** Free bytes in the controller's flash for this image. */
  room(): number;
  announced(sizeBytes: number | null): void;
  progressed(bytes: number): void;
  /** The fetch has ended. */
  close(): void;
};
export type ControllerFetchPorts = {
  /** The controller as a client; null while the lab has none. */
  client(): FetchClient | null;
  record(key: string, scope: FetchScope, image: ImageFamily): FetchRecord;
  /** Keeps an image for access points that join later. */
  keepForJoin(image: ImageFamily, held: HeldImage): void;
};

type Listener = (result: ControllerFetched) => void;
type Running = {
  scope: FetchScope;
  image: ImageFamily;
  waiting: Set<Listener>;
  record: FetchRecord;
  stop(why: Fault): void;
};

export class ControllerFetches {
  readonly #fetcher: ImageFetcher;
  readonly #ports: ControllerFetchPorts;
  readonly #running = new Map<string, Running>();

  constructor(fetcher: ImageFetcher, ports: ControllerFetchPorts) {
    this.#fetcher = fetcher;
    this.#ports = ports;
  }

  /** Starts a fetch or joins the one in progress. The function that it returns stops waiting; the fetch goes on. */
  fetch(wanted: ControllerFetch, onEnd: Listener): () => void {
    const key = fetchKey(wanted.scope, wanted.image);
    const running = this.#running.get(key) ?? this.#start(key, wanted);
    running?.waiting.add(onEnd);
    return () => void running?.waiting.delete(onEnd);
  }

  /** Ends every fetch of a scope without calling those who wait. */
  stop(scope: FetchScope, why: Fault): void {
    for (const [key, running] of [...this.#running]) {
      if (running.scope !== scope) continue;
      this.#forget(key, running);
      running.stop(why);
    }
  }

  #start(key: string, { scope, image, source, version, apId }: ControllerFetch): Running | undefined {
    const client = this.#ports.client();
    if (client === null) return undefined;
    const record = this.#ports.record(key, scope, image);
    const running: Running = { scope, image, waiting: new Set(), record, stop: () => undefined };
    this.#running.set(key, running);
    const isCurrent = () => this.#running.get(key) === running;
    running.stop = this.#fetcher.start({
      image,
      source,
      client,
      apId,
      wanted: { family: image, version },
      room: () => record.room(),
      onAnnounced: (sizeBytes) => {
        if (isCurrent()) record.announced(sizeBytes);
      },
      onProgress: (bytes) => record.progressed(bytes),
      onEnd: (result) => {
        if (!isCurrent()) return;
        this.#forget(key, running);
        const ended = withVersion(result, imagePathOf(source.profile, image));
        // Kept although nobody may wait any more: an access point's own timeout is short, and it comes back.
        if (ended.ok && scope === "join") this.#ports.keepForJoin(image, ended.image);
        for (const listener of running.waiting) listener(ended);
      },
    });
    return running;
  }

  #forget(key: string, { record }: Running): void {
    this.#running.delete(key);
    record.close();
  }
}

/** An image without a version counts as failed. */
function withVersion(result: FetchedImage, path: string): ControllerFetched {
  if (!result.ok) return result;
  if (result.image === null) return { ok: false, fault: versionUnknown(path) };
  return { ok: true, image: result.image };
}
