/** What a download mode defines for the command line. One module per mode implements it. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { InputByMode, ProfileByMode } from "@/lib/contracts/modes/mode-contracts";
import type { CommandContext, CommandHandler } from "../command";
import type { GrammarNode } from "../grammar";
import type { CliPorts } from "../ports";
import type { ProfileDraft } from "../profile-draft";

/** The changed settings, or why a value is not valid. */
export type DraftChange = Partial<ProfileDraft> | { error: string };
/** Creates the handlers of commands that change the draft. */
export type DraftEditor = {
  /** The handler of a command that sets fields of the draft. */
  change(fields: (context: CommandContext) => DraftChange): CommandHandler;
  /** Sets the image path and remembers how it was typed. */
  setPath: CommandHandler;
};

/** A download mode on the command line. */
export type CliMode<M extends DownloadMode> = {
  /** Help text of `image-download-mode <mode>`. */
  help: string;
  /** The commands of this mode. */
  commands(editor: DraftEditor): GrammarNode[];
  /** Commands of this mode that are the same word in several modes, so they are known only below `image-download-mode <mode>`. */
  labCommands?(editor: DraftEditor): GrammarNode[];
  /** The `no` forms of all. */
  noCommands(editor: DraftEditor): GrammarNode[];
  /** The settings of a stored profile as fields of a draft. */
  draftFields(profile: ProfileByMode[M]): Partial<ProfileDraft>;
  /** The input that the page's form would send. */
  input(draft: ProfileDraft): InputByMode[M];
  /** The commands of missing settings, in the order in which they are typed. */
  missing(draft: ProfileDraft): string[];
  /** The lines of this mode in `show running-config`. */
  configLines(draft: ProfileDraft, imagePath: string | null, sealedPassword: string | null): string[];
  /** The rows of this mode in `show wireless profile image-download`. */
  showRows(draft: ProfileDraft, ports: Pick<CliPorts, "rows">): [label: string, value: string][];
};
