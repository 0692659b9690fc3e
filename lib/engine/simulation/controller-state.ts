/** The controller: the versions that it has, its reloads, and what was activated and not committed. */
import type { Lab } from "@/lib/contracts/lab";
import { NO_VERSION } from "@/lib/contracts/versions";
import type { ReloadReason } from "@/lib/controller/syslog-lines";

/** A reload that was ordered for later. */
export type ScheduledReload = {
  /** Wall milliseconds, because the simulated clock begins anew with each start of the program. */
  at: number;
  /** Who ordered it, as in the syslog. */
  by: string;
};

/** What is stored of the controller. */
export type ControllerFields = {
  version: string;
  backupVersion: string;
  /** Another one than `version` from Activate until the commit: what it goes back to. */
  committedVersion: string;
  /** Size of the image of its own family, which it sends to access points that join. */
  ownImageBytes: number;
  /** Simulated milliseconds of its last start. */
  bootedAt: number;
  /** Why it started, as after `Last reload reason:`. */
  reloadReason: string;
  /** The reason of the reload under way; null when it is up. */
  reloadFor: ReloadReason | null;
  /** The version that the fleet was told to boot with the reload under way; null when each boots as it is. */
  reloadInto: string | null;
  /** Wall milliseconds at which the uncommitted version is rolled back; null without a timer. */
  rollbackAt: number | null;
  scheduledReload: ScheduledReload | null;
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
      committedVersion: running,
      ownImageBytes,
      bootedAt: now,
      reloadReason: "PowerOn",
      reloadFor: null,
      reloadInto: null,
      rollbackAt: null,
      scheduledReload: null,
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
  get committedVersion(): string {
    return this.#fields.committedVersion;
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
  get reloadFor(): ReloadReason | null {
    return this.#fields.reloadFor;
  }
  get reloadInto(): string | null {
    return this.#fields.reloadInto;
  }
  get isCommitted(): boolean {
    return this.#fields.version === this.#fields.committedVersion;
  }
  /** The version that the reload under way activates; null in any other reload, and when it is up. */
  get activating(): string | null {
    const { reloadInto, committedVersion } = this.#fields;
    return reloadInto === committedVersion ? null : reloadInto;
  }
  get rollbackAt(): number | null {
    return this.#fields.rollbackAt;
  }
  get scheduledReload(): ScheduledReload | null {
    return this.#fields.scheduledReload;
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

  /**
   * @param into the version that the fleet was told to boot; null when each boots as it is
   * @param backAt wall milliseconds
   */
  beginReload(reason: ReloadReason, into: string | null, backAt: number): void {
    this.#fields.reloadFor = reason;
    this.#fields.reloadInto = into;
    this.#fields.scheduledReload = null;
    this.#backAt = backAt;
  }

  /** The clock runs at another speed. */
  expectBackAt(wallAt: number): void {
    if (this.#backAt !== null) this.#backAt = wallAt;
  }

  /**
   * The controller is up again.
   * @param booted the version that it runs now, and the size of its own family's image when that is known
   * @param now simulated milliseconds
   */
  endReload(booted: { version: string; imageBytes: number | undefined }, now: number): void {
    const fields = this.#fields;
    // Only what was activated has to be committed; an image that was swapped in has run before.
    const isCommitted = this.isCommitted && fields.reloadInto === null;
    if (booted.version !== fields.version) {
      fields.backupVersion = fields.version;
      fields.version = booted.version;
      fields.ownImageBytes = booted.imageBytes ?? fields.ownImageBytes;
    }
    if (isCommitted) fields.committedVersion = fields.version;
    if (this.isCommitted) fields.rollbackAt = null;
    this.#backAt = null;
    fields.bootedAt = now;
    fields.reloadReason = fields.reloadFor ?? fields.reloadReason;
    fields.reloadFor = null;
    fields.reloadInto = null;
    fields.joinDownloads = 0;
  }

  commit(): void {
    this.#fields.committedVersion = this.#fields.version;
    this.#fields.rollbackAt = null;
  }
  /** @param wallAt wall milliseconds; null: the timer is stopped */
  expectRollbackAt(wallAt: number | null): void {
    this.#fields.rollbackAt = wallAt;
  }
  scheduleReload(scheduled: ScheduledReload | null): void {
    this.#fields.scheduledReload = scheduled;
  }
  removeBackup(): void {
    this.#fields.backupVersion = NO_VERSION;
  }
  countJoinDownload(): void {
    this.#fields.joinDownloads++;
  }
}
