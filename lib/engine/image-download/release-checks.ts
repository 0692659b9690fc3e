/**
 * Checks for new software at the service that a profile names: when the operator asks, and by itself every so many days of
 * the controller's clock.
 */

import type { NewEvent } from "@/lib/contracts/events";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { fault, faultOf } from "@/lib/contracts/fault";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { type OfferedRelease, type ReleaseCheck, releaseCheckSchema } from "@/lib/contracts/release-check";
import type { Cancel, Clock } from "@/lib/kit/clock";
import type { CatalogRelease } from "@/lib/servers/catalog/catalog-client";
import type { DocumentStore } from "@/lib/store/store-types";
import type { DownloadContext, ImageSource } from "./context";
import { modeSource } from "./modes/all-sources";

const DOCUMENT = "release-check";
const DAY_MS = 86_400_000;

export type ReleaseChecksPorts = {
  documents: DocumentStore;
  /** The controller's clock. */
  simulated: Pick<Clock, "now" | "after">;
  context(): DownloadContext;
  /** The saved profile with its secret; null without one. */
  saved(): ImageSource | null;
  event(event: NewEvent): void;
  /** Called when there is a new result. */
  onChanged(): void;
  onFault(where: string, cause: unknown): void;
};

export class ReleaseChecks {
  readonly #ports: ReleaseChecksPorts;
  #last: ReleaseCheck | null = null;
  #cancel: Cancel | null = null;
  #writing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: ReleaseChecksPorts) {
    this.#ports = ports;
  }

  /** The result of the last check; null before the first one. */
  get last(): ReleaseCheck | null {
    return this.#last;
  }

  /** Reads the last result. One that cannot be read is reported and forgotten. */
  async restore(): Promise<void> {
    const stored = await this.#ports.documents.get(DOCUMENT);
    if (stored === undefined) return;
    const parsed = releaseCheckSchema.safeParse(stored);
    if (!parsed.success) return this.#ports.onFault("reading the last check for new software", parsed.error);
    // With a fast clock the last run of the program may have gone beyond the time of this one.
    const checkedAt = Math.min(parsed.data.checkedAt, this.#ports.simulated.now());
    this.#last = { ...parsed.data, checkedAt };
  }

  /**
   * Asks the service that the source names. Resolves with what it said when that is stored. In a mode without releases the
   * result says so as its fault.
   */
  async check(source: ImageSource, isAutomatic = false): Promise<ReleaseCheck> {
    const { simulated, context, event, onChanged } = this.#ports;
    const asked = modeSource(source.profile.mode).releases?.(context(), source);
    const answer = asked === undefined ? { ok: false as const, fault: NO_RELEASES } : await asked;
    const offered = answer.ok ? answer.value : [];
    const last: ReleaseCheck = {
      checkedAt: simulated.now(),
      isAutomatic,
      suggested: offerOf(offered.find(({ isSuggested }) => isSuggested)),
      latest: offerOf(offered.find(({ isLatest }) => isLatest)),
      fault: answer.ok ? null : answer.fault,
    };
    if (this.#stopped) return last;
    this.#last = last;
    event({
      type: "releases.checked",
      data: {
        suggested: last.suggested?.release ?? null,
        latest: last.latest?.release ?? null,
        fault: last.fault,
      },
    });
    onChanged();
    await this.#store(last);
    this.schedule();
    return last;
  }

  /** Plans the next automatic check by the saved profile: at once if there was none, or none that was due. */
  schedule(): void {
    this.#cancel?.();
    this.#cancel = null;
    const { saved, simulated } = this.#ports;
    const source = saved();
    const days = source && (modeContracts[source.profile.mode].checkEveryDays?.(source.profile) ?? null);
    if (days === null || this.#stopped) return;
    const dueAt = this.#last === null ? simulated.now() : this.#last.checkedAt + days * DAY_MS;
    this.#cancel = simulated.after(Math.max(0, dueAt - simulated.now()), () => {
      this.#cancel = null;
      const current = saved();
      if (current === null) return;
      this.check(current, true).catch((cause: unknown) =>
        this.#ports.onFault("checking for new software", faultOf(cause)),
      );
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Resolves when the last result is stored. */
  flushed(): Promise<void> {
    return this.#writing;
  }

  #store(check: ReleaseCheck): Promise<void> {
    this.#writing = this.#writing
      .then(() => this.#ports.documents.keep(DOCUMENT, check))
      .catch((cause: unknown) => this.#ports.onFault("writing the last check for new software", cause));
    return this.#writing;
  }
}

const NO_RELEASES = fault("bad-input", "This mode has no releases to check for.");

function offerOf(release: CatalogRelease | undefined): OfferedRelease | null {
  if (release === undefined) return null;
  const { images } = release;
  const own = images.find(({ name }) => name === CONTROLLER_IMAGE);
  const version = own?.version ?? images.find((image) => image.version !== null)?.version ?? null;
  return { release: release.release, version };
}
