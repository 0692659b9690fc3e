/** The state that all sessions of one controller share: the image download profile that is not complete yet. */
import type { ProfileDraft } from "./profile-draft";

export type SharedCliState = {
  /** The incomplete profile; null when there is none besides the stored one. */
  draft: ProfileDraft | null;
  /**
   * The image path as it was last typed. The store has a normalized form; `show running-config` shows the typed form, so
   * that automation tools that compare configuration lines see no difference.
   */
  imagePathAsTyped: string | null;
  /** Log lines printed at terminals with `terminal monitor`, for `show logging`. */
  monitoredLines: number;
};

/** The state at the start. */
export const sharedCliState = (): SharedCliState => ({
  draft: null,
  imagePathAsTyped: null,
  monitoredLines: 0,
});
