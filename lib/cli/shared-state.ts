/** What all sessions of one controller share: the configuration that is being typed and not complete yet. */
import type { ProfileDraft } from "./profile-draft";

export type SharedCliState = {
  /** A profile in the making; null when the stored one is all there is. */
  draft: ProfileDraft | null;
  /**
   * The image path as it was last typed here. The store keeps one folded form; `show running-config` shows the
   * operator's spelling of it, so that a tool which compares lines finds its own.
   */
  typedPath: string | null;
};

export const sharedCliState = (): SharedCliState => ({ draft: null, typedPath: null });
