/** The saved image download profile. */
import type { Profile } from "@/lib/contracts/profile";
import type { ImageSource } from "../image-download/context";

export class ProfileState {
  #source: ImageSource | null = null;
  #savedAt: number | null = null;

  /** With the encrypted password; null until one is saved. */
  get source(): ImageSource | null {
    return this.#source;
  }
  /** As everybody may see it. */
  get profile(): Profile | null {
    return this.#source?.profile ?? null;
  }
  /** Wall milliseconds of the last change, the removal included; null when there was none. */
  get savedAt(): number | null {
    return this.#savedAt;
  }

  /** @param source null removes the profile */
  save(source: ImageSource | null, at: number | null): void {
    this.#source = source;
    this.#savedAt = at;
  }
}
