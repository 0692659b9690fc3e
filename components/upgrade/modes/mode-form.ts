/** How a download mode appears on the Software Upgrade page. One module per mode implements it. */
import type { ComponentType } from "react";
import type { FamilySummary } from "@/components/fleet/family-summary";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { OrderByMode, ProfileByMode } from "@/lib/contracts/modes/mode-contracts";
import type { ProfileOrder } from "@/lib/contracts/profile";
import type { DraftField, ProfileDraft } from "../draft-fields";

/** Where a password comes from that need not be typed; null when it must be typed. */
export type KnownPassword = "stored" | "made" | null;

export type ModeFieldsProps = {
  draft: ProfileDraft;
  disabled: boolean;
  knownPassword: KnownPassword;
  /** The checked profile; undefined while a field is not valid. */
  order: ProfileOrder | undefined;
  onChange: (part: Partial<ProfileDraft>) => void;
  /** The errors to show beside a field. */
  errorsOf: (field: DraftField) => readonly string[] | undefined;
};

export type ModeFetcher = ComponentType<{ family: Pick<FamilySummary, "master"> }>;

export type ModeForm<M extends DownloadMode> = {
  /** The hint beside the Mode field, if any. */
  hint: string | undefined;
  /** The fields below Mode. */
  Fields: ComponentType<ModeFieldsProps>;
  /** The stored profile as it stands in the fields. */
  draftFields(profile: ProfileByMode[M]): Partial<ProfileDraft>;
  /**
   * The order that these fields give as long as nobody types; undefined when something is missing. It needs no check,
   * because the profile was checked when it was saved.
   */
  orderOf(profile: ProfileByMode[M]): OrderByMode[M] | undefined;
  /** The column of the family table that says who fetches. */
  fetcherTitle: string;
  Fetcher: ModeFetcher;
  /** The column of the preview that says whether an image is there; absent where that is on the server. */
  previewTitle?: string;
  /** Whether there is no Save beside Save & Download. */
  isSavedByDownloadOnly?: true;
};
