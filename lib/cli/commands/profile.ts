/** `wireless profile image-download default` and what is typed below it. */
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { imagePathSchema } from "@/lib/contracts/profile-fields";
import { integerArgument } from "../arguments";
import { type Action, type CommandContext, type Outcome, refuse, refuseFault } from "../command";
import { cliMode } from "../download-modes/all-modes";
import type { DraftChange, DraftEditor } from "../download-modes/cli-mode";
import { argument, changing, command, type Node, negating, type Run, word } from "../grammar";
import { profileModeName } from "../modes";
import { emptyDraft } from "../profile-draft";
import { changeProfile, currentDraft, profileSavedAt, storedProfile } from "./profile-state";

const enterProfile: Action = ({ session }) => {
  session.mode = "profile";
  return undefined;
};

const forgetProfile: Action = async ({ ports }) => {
  ports.shared.draft = null;
  ports.shared.typedPath = null;
  if (storedProfile(ports) === null) return undefined;
  const answer = await ports.order({ type: "clear-profile" });
  return answer.ok ? undefined : refuseFault(answer.fault);
};

/** Another mode starts empty; it takes the place of the old one once it is complete. */
const chooseMode =
  (mode: DownloadMode): Action =>
  ({ ports, session }) => {
    if (currentDraft(ports)?.mode !== mode) {
      const stored = storedProfile(ports);
      const back = stored?.mode === mode;
      ports.shared.draft = back ? null : emptyDraft(mode, profileSavedAt(ports));
    }
    session.mode = profileModeName(mode);
    return undefined;
  };

/** Changes fields of the draft. Typed in the profile's own mode, a line of a download mode leads into that mode. */
async function change(
  context: CommandContext,
  mode: DownloadMode,
  fields: () => DraftChange,
): Promise<Outcome> {
  const draft = currentDraft(context.ports);
  if (draft?.mode !== mode) return refuse(`Choose image-download-mode ${mode} first.`);
  const changed = fields();
  if ("refused" in changed) return changed;
  const outcome = await changeProfile(context, { ...draft, ...changed });
  if (outcome === undefined) context.session.mode = profileModeName(mode);
  return outcome;
}

const setPath =
  (mode: DownloadMode): Action =>
  async (context) => {
    const typed = context.args.path ?? "";
    const outcome = await change(context, mode, () => {
      const parsed = imagePathSchema.safeParse(typed);
      return parsed.success
        ? { imagePath: parsed.data }
        : { refused: parsed.error.issues[0]?.message ?? "This value is not valid." };
    });
    if (outcome === undefined) context.ports.shared.typedPath = typed;
    return outcome;
  };

/** What the lines of one download mode change the draft with. */
const editorOf = (mode: DownloadMode): DraftEditor => ({
  change: (fields) => (context) => change(context, mode, () => fields(context)),
  setPath: setPath(mode),
});

const setPort =
  (mode: DownloadMode): Action =>
  (context) =>
    change(context, mode, () => ({ servicePort: context.negated ? null : Number(context.args.port) }));

const setParallel =
  (mode: DownloadMode): Action =>
  (context) =>
    change(context, mode, () => ({ parallelMode: !context.negated }));

const labLines = (mode: DownloadMode): Node[] => [
  word("service-port", "Port of the image server, when it is not the usual one (lab)", [
    argument("port", integerArgument(1, 65535), "Port number", [], changing(setPort(mode))),
  ]),
  command("parallel-mode", "Image masters fetch all at once", setParallel(mode), { changes: true }),
];

/** In the configuration mode of the profile itself. */
export const profileLines: Node[] = [
  word(
    "image-download-mode",
    "How access points get images of other types",
    downloadModes.map((mode) => command(mode, cliMode(mode).help, chooseMode(mode), { changes: true })),
  ),
  // The lines of the chosen download mode work here too.
  ...downloadModes.flatMap((mode) => cliMode(mode).lines(editorOf(mode))),
];
export const profileNegations: Node[] = [
  word("image-download-mode", "No image download: back to unconfigured", [], negating(forgetProfile)),
];

/** Below `image-download-mode <mode>`. */
export const modeLines = (mode: DownloadMode): Node[] => [
  ...cliMode(mode).lines(editorOf(mode)),
  ...labLines(mode),
];
export const modeNegations = (mode: DownloadMode): Node[] => [
  ...cliMode(mode).negations(editorOf(mode)),
  word("service-port", "Return to the standard port", [], negating(setPort(mode))),
  word("parallel-mode", "Image masters fetch one after another", [], negating(setParallel(mode))),
];

/** In the configuration mode. */
const path = (end: Run): Node[] => [
  word("wireless", "Wireless configuration", [
    word("profile", "Wireless profiles", [
      word("image-download", "How access points get their images", [
        word("default", "The one profile", [], { run: end }),
      ]),
    ]),
  ]),
];
export const wirelessLines: Node[] = path({ action: enterProfile });
export const wirelessNegations: Node[] = path({ action: forgetProfile, changes: true, negated: true });
