/** The current upgrade, and the profile with which it was started: a Save meanwhile is for later ones. */
import type { Profile } from "@/lib/contracts/profile";
import { NO_UPGRADE, type Upgrade } from "@/lib/controller/upgrade-machine";
import type { ImageSource } from "../image-download/context";

export class UpgradeState {
  #record: Upgrade = NO_UPGRADE;
  #source: ImageSource | null = null;

  get record(): Upgrade {
    return this.#record;
  }
  get source(): ImageSource | null {
    return this.#source;
  }
  get profile(): Profile | null {
    return this.#source?.profile ?? null;
  }
  /** Null when no upgrade runs. */
  get runningId(): string | null {
    return this.#record.running ? this.#record.id : null;
  }

  restore(record: Upgrade, source: ImageSource | null): void {
    this.#record = record;
    this.#source = source;
  }

  /** The profile of the upgrade that is about to start. */
  setSource(source: ImageSource): void {
    this.#source = source;
  }

  /** The record that the upgrade machine answered. */
  setRecord(record: Upgrade): void {
    this.#record = record;
  }

  /** Nobody needs the password once the upgrade has ended and the saved profile has none. */
  dropPassword(): void {
    if (this.#record.running || this.#source === null) return;
    this.#source = { ...this.#source, sealedPassword: null };
  }
}
