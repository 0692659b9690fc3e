/** `wireless profile image-download default` and the commands below it. */
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { descriptionSchema, imagePathSchema } from "@/lib/contracts/profile-fields";
import { lineArgument } from "../arguments";
import {
  type CommandContext,
  type CommandHandler,
  type CommandResult,
  errorResult,
  faultResult,
} from "../command";
import { cliMode } from "../download-modes/all-modes";
import type { DraftChange, DraftEditor } from "../download-modes/cli-mode";
import { missingSettings } from "../download-modes/drafts";
import {
  argument,
  type CommandDefinition,
  command,
  type GrammarNode,
  mutating,
  negating,
  word,
} from "../grammar";
import { profileModeName } from "../modes";
import { emptyDraft } from "../profile-draft";
import { applyDraft, currentDraft, profileSavedAt, removeProfile, storedProfile } from "./profile-state";

const enterProfile: CommandHandler = ({ session }) => {
  session.mode = "profile";
  return undefined;
};

const clearProfile: CommandHandler = async ({ ports }) => {
  const answer = await removeProfile(ports);
  return answer.ok ? undefined : faultResult(answer.fault);
};

/** A profile of another mode starts empty and replaces the stored one when it is complete, which may be at once. */
const chooseMode =
  (mode: DownloadMode): CommandHandler =>
  async (context) => {
    const { ports, session } = context;
    if (currentDraft(ports)?.mode !== mode) {
      const stored = storedProfile(ports);
      const back = stored?.mode === mode;
      const empty = emptyDraft(mode, profileSavedAt(ports));
      ports.shared.draft = back ? null : empty;
      const isComplete = !back && missingSettings(empty).length === 0;
      const refused = isComplete ? await applyDraft(context, empty) : undefined;
      if (refused !== undefined) return refused;
    }
    session.mode = profileModeName(mode);
    return undefined;
  };

/** Changes settings of the profile. When it is typed in profile mode, the session enters the mode of the download mode. */
async function change(
  context: CommandContext,
  mode: DownloadMode,
  fields: () => DraftChange,
): Promise<CommandResult> {
  const draft = currentDraft(context.ports);
  if (draft?.mode !== mode) return errorResult(`Enter image-download-mode ${mode} first.`);
  const changed = fields();
  if ("error" in changed) return changed;
  const outcome = await applyDraft(context, { ...draft, ...changed });
  if (outcome === undefined) context.session.mode = profileModeName(mode);
  return outcome;
}

const setPath =
  (mode: DownloadMode): CommandHandler =>
  async (context) => {
    const typed = context.args.path ?? "";
    const outcome = await change(context, mode, () => {
      const parsed = imagePathSchema.safeParse(typed);
      return parsed.success
        ? { imagePath: parsed.data }
        : { error: parsed.error.issues[0]?.message ?? "This value is not valid." };
    });
    if (outcome === undefined) context.ports.shared.imagePathAsTyped = typed;
    return outcome;
  };

/** How the commands of a download mode change the draft. */
const editorOf = (mode: DownloadMode): DraftEditor => ({
  change: (fields) => (context) => change(context, mode, () => fields(context)),
  setPath: setPath(mode),
});

const describe: CommandHandler = async ({ ports, args, isNegated }) => {
  const parsed = descriptionSchema.nullable().safeParse(isNegated ? null : args.text);
  if (!parsed.success) return errorResult(parsed.error.issues[0]?.message ?? "This value is not valid.");
  const settings = { ...ports.managementSettings(), profileDescription: parsed.data };
  const answer = await ports.saveManagementSettings(settings);
  return answer.ok ? undefined : faultResult(answer.fault);
};

/** The commands in profile mode. */
export const profileCommands: GrammarNode[] = [
  word("description", "Description of the profile", [
    argument("text", lineArgument, "One line of text", [], mutating(describe)),
  ]),
  word(
    "image-download-mode",
    "How images for other access point models are downloaded",
    downloadModes.map((mode) => command(mode, cliMode(mode).help, chooseMode(mode), { mutates: true })),
  ),
  // Once the download mode is set, its commands are also accepted here.
  ...downloadModes.flatMap((mode) => cliMode(mode).commands(editorOf(mode))),
];
export const profileNoCommands: GrammarNode[] = [
  word("description", "Remove the description", [], negating(describe)),
  word("image-download-mode", "Remove the image download configuration", [], negating(clearProfile)),
];

/** The commands below `image-download-mode <mode>`. */
export const downloadModeCommands = (mode: DownloadMode): GrammarNode[] => {
  const editor = editorOf(mode);
  return [...cliMode(mode).commands(editor), ...(cliMode(mode).labCommands?.(editor) ?? [])];
};
export const downloadModeNoCommands = (mode: DownloadMode): GrammarNode[] =>
  cliMode(mode).noCommands(editorOf(mode));

/** `wireless profile image-download default`, in configuration mode. */
const path = (end: CommandDefinition): GrammarNode[] => [
  word("wireless", "Wireless configuration", [
    word("profile", "Wireless profiles", [
      word("image-download", "Image download profiles", [
        word("default", "The default profile", [], { command: end }),
      ]),
    ]),
  ]),
];
export const wirelessCommands: GrammarNode[] = path({ handler: enterProfile });
export const wirelessNoCommands: GrammarNode[] = path({
  handler: clearProfile,
  mutates: true,
  isNegated: true,
});
