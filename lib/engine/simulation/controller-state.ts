/** The controller: the versions that it has, its reloads, and what was activated and not committed. */
import type { Lab } from "@/lib/contracts/lab";
import { NO_VERSION } from "@/lib/contracts/versions";

/** What is stored of the controller. */
export type ControllerFields = {
  version: string;
  backupVersion: string;
  /** Size of the image of its own family, which it sends to access points that join. */
  ownImageBytes: number;
  /** Simulated milliseconds of its last start. */
  bootedAt: number;
  /** Why it started, as after `Last reload reason:`. */
  reloadReason: string;
  /** The reason of the reload under way; null when it is up. */
  reloadFor: string | null;
  /** False from Activate until `install commit`. */
  committed: boolean;
  /** Join-time downloads that completed since it started. */
  joinDownloads: number;
};

export class ControllerState {
  #fields: ControllerFields;
  /** Wall milliseconds at which the reload under way is expected to end; null when it is up. */
  #backAt: number | null = null;

  /** @param now simulated milliseconds */
  constructor({ running, backup, ownImageBytes }: Lab["controller"], now: number) {
    this.#fields = {
      version: running,
      backupVersion: backup,
      ownImageBytes,
      bootedAt: now,
      reloadReason: "PowerOn",
      reloadFor: null,
      committed: true,
      joinDownloads: 0,
    };
  }

  /** A copy as it is now. */
  get stored(): ControllerFields {
    return { ...this.#fields };
  }
  get version(): string {
    return this.#fields.version;
  }
  get backupVersion(): string {
    return this.#fields.backupVersion;
  }
  get ownImageBytes(): number {
    return this.#fields.ownImageBytes;
  }
  get bootedAt(): number {
    return this.#fields.bootedAt;
  }
  get reloadReason(): string {
    return this.#fields.reloadReason;
  }
  get reloadFor(): string | null {
    return this.#fields.reloadFor;
  }
  get isCommitted(): boolean {
    return this.#fields.committed;
  }
  get joinDownloads(): number {
    return this.#fields.joinDownloads;
  }
  get backAt(): number | null {
    return this.#backAt;
  }
  get isUp(): boolean {
    return this.#backAt === null;
  }

  /** Up, with what was stored; a reload that was cut short is begun again by the upgrade. */
  restore(stored: Readonly<ControllerFields>): void {
    this.#fields = { ...stored };
  }

  /** @param backAt wall milliseconds */
  beginReload(reason: string, backAt: number): void {
    this.#fields.reloadFor = reason;
    this.#backAt = backAt;
  }

  /** The clock runs at another speed. */
  expectBackAt(wallAt: number): void {
    if (this.#backAt !== null) this.#backAt = wallAt;
  }

  /**
   * The controller is up again.
   * @param booted the version that it runs now, and the size of its own family's image when that is known
   * @param awaitsCommit whether another version than before has to be committed
   * @param now simulated milliseconds
   */
  endReload(
    booted: { version: string; imageBytes: number | undefined },
    awaitsCommit: boolean,
    now: number,
  ): void {
    const fields = this.#fields;
    if (booted.version !== fields.version) {
      fields.backupVersion = fields.version;
      fields.version = booted.version;
      if (awaitsCommit) fields.committed = false;
      fields.ownImageBytes = booted.imageBytes ?? fields.ownImageBytes;
    }
    this.#backAt = null;
    fields.bootedAt = now;
    fields.reloadReason = fields.reloadFor ?? fields.reloadReason;
    fields.reloadFor = null;
    fields.joinDownloads = 0;
  }

  commit(): void {
    this.#fields.committed = true;
  }
  removeBackup(): void {
    this.#fields.backupVersion = NO_VERSION;
  }
  countJoinDownload(): void {
    this.#fields.joinDownloads++;
  }
}
