/** How a download mode appears on the command line. One module per mode implements it. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { InputByMode, ProfileByMode } from "@/lib/contracts/modes/mode-contracts";
import type { Action, CommandContext } from "../command";
import type { Node } from "../grammar";
import type { ProfileDraft } from "../profile-draft";

export type DraftChange = Partial<ProfileDraft> | { refused: string };
/** Makes the actions of lines that change the draft. */
export type DraftEditor = {
  change(fields: (context: CommandContext) => DraftChange): Action;
  /** Sets the image path and remembers how it was typed. */
  setPath: Action;
};

export type CliMode<M extends DownloadMode> = {
  /** Help text of `image-download-mode <mode>`. */
  help: string;
  /** The lines that carry the mode's name, and their `no` forms. */
  lines(editor: DraftEditor): Node[];
  negations(editor: DraftEditor): Node[];
  /** The fields of a stored profile as a draft to continue from. */
  draftFields(profile: ProfileByMode[M]): Partial<ProfileDraft>;
  /** What the page's form would send for the draft. */
  input(draft: ProfileDraft): InputByMode[M];
  /** The lines that are missing, in the order in which they are typed. */
  missing(draft: ProfileDraft): string[];
  /** The lines of `show running-config` that carry the mode's name. */
  configLines(draft: ProfileDraft, imagePath: string | null, sealedPassword: string | null): string[];
  /** The rows of `show wireless profile image-download` that carry the mode's name. */
  showRows(draft: ProfileDraft): [label: string, value: string][];
};
