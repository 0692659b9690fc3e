/** `wireless profile image-download default` and the commands below it. */
import { imagePathSchema, imageServerSchema } from "@/lib/contracts/profile";
import { addressArgument, integerArgument, lineArgument, secretArgument, wordArgument } from "../arguments";
import {
  type CommandContext,
  type CommandHandler,
  type CommandResult,
  errorResult,
  faultResult,
} from "../command";
import {
  argument,
  type CommandDefinition,
  command,
  type GrammarNode,
  mutating,
  negating,
  word,
} from "../grammar";
import { type DraftMode, emptyDraft, type ProfileDraft } from "../profile-draft";
import { applyDraft, currentDraft, profileSavedAt, storedProfile } from "./profile-state";

const enterProfile: CommandHandler = ({ session }) => {
  session.mode = "profile";
  return undefined;
};

const removeProfile: CommandHandler = async ({ ports }) => {
  ports.shared.draft = null;
  ports.shared.imagePathAsTyped = null;
  if (storedProfile(ports) === null) return undefined;
  const answer = await ports.order({ type: "clear-profile" });
  return answer.ok ? undefined : faultResult(answer.fault);
};

/** A profile of another mode starts empty and replaces the stored one when it is complete. */
const chooseMode =
  (mode: DraftMode): CommandHandler =>
  ({ ports, session }) => {
    if (currentDraft(ports)?.mode !== mode) {
      const stored = storedProfile(ports);
      const back = stored?.mode === mode;
      ports.shared.draft = back ? null : emptyDraft(mode, profileSavedAt(ports));
    }
    session.mode = `profile-${mode}`;
    return undefined;
  };

/** Changes settings of the profile. When it is typed in profile mode, the session enters the mode of the download mode. */
async function change(
  context: CommandContext,
  mode: DraftMode,
  fields: (draft: ProfileDraft) => Partial<ProfileDraft> | { error: string },
): Promise<CommandResult> {
  const draft = currentDraft(context.ports);
  if (draft?.mode !== mode) return errorResult(`Enter image-download-mode ${mode} first.`);
  const changed = fields(draft);
  if ("error" in changed) return changed;
  const outcome = await applyDraft(context, { ...draft, ...changed });
  if (outcome === undefined) context.session.mode = `profile-${mode}`;
  return outcome;
}

const setServer =
  (mode: DraftMode): CommandHandler =>
  (context) =>
    change(context, mode, () => {
      const parsed = imageServerSchema.safeParse(context.args.server);
      return parsed.success ? { imageServer: parsed.data } : { error: firstIssue(parsed.error) };
    });

const setPath =
  (mode: DraftMode): CommandHandler =>
  async (context) => {
    const typed = context.args.path ?? "";
    const outcome = await change(context, mode, () => {
      const parsed = imagePathSchema.safeParse(typed);
      return parsed.success ? { imagePath: parsed.data } : { error: firstIssue(parsed.error) };
    });
    if (outcome === undefined) context.ports.shared.imagePathAsTyped = typed;
    return outcome;
  };

const firstIssue = (error: { issues: readonly { message: string }[] }): string =>
  error.issues[0]?.message ?? "This value is not valid.";

const setPort =
  (mode: DraftMode): CommandHandler =>
  (context) =>
    change(context, mode, () => ({ servicePort: context.isNegated ? null : Number(context.args.port) }));

const setParallel =
  (mode: DraftMode): CommandHandler =>
  (context) =>
    change(context, mode, () => ({ parallelMode: !context.isNegated }));

const setUser: CommandHandler = (context) =>
  change(context, "sftp", () => {
    const userName = context.args.user ?? "";
    return userName.length > 32 ? { error: "A user name has 1 to 32 characters." } : { userName };
  });

const setPassword: CommandHandler = (context) =>
  change(context, "sftp", () => ({ password: context.args.password ?? "" }));

const setSealedPassword: CommandHandler = (context) =>
  change(context, "sftp", () => {
    const opaque = context.args.password ?? "";
    if (opaque === context.ports.storedSecret()) return { password: null, passwordStored: true };
    const password = context.ports.unsealSecret(opaque);
    return password === null
      ? {
          error: "This encrypted password is not from this controller. Enter: sftp-password 0 <password>",
        }
      : { password };
  });

const clearSettings =
  (mode: DraftMode, fields: Partial<ProfileDraft>): CommandHandler =>
  (context) =>
    change(context, mode, () => fields);

/** The commands that both download modes have, with the name of the mode in them. */
const commonCommands = (mode: DraftMode): GrammarNode[] => {
  const name = mode.toUpperCase();
  return [
    word(`${mode}-image-server`, `Address of the ${name} server with the AP images`, [
      argument("server", addressArgument, "IPv4 or IPv6 address", [], mutating(setServer(mode))),
    ]),
    word(`${mode}-image-path`, `Folder of the AP images on the ${name} server`, [
      argument("path", lineArgument, "Folder with the unzipped images", [], mutating(setPath(mode))),
    ]),
  ];
};

const sftpCommands: GrammarNode[] = [
  word("sftp-username", "User name on the SFTP server", [
    argument("user", wordArgument, "1 to 32 characters", [], mutating(setUser)),
  ]),
  word("sftp-password", "Password on the SFTP server", [
    word("0", "An unencrypted password follows", [
      argument("password", secretArgument, "Password", [], mutating(setPassword)),
    ]),
    word("8", "An encrypted password follows", [
      argument(
        "password",
        { ...secretArgument, restOfLine: false },
        "As show running-config prints it",
        [],
        mutating(setSealedPassword),
      ),
    ]),
  ]),
];

const labCommands = (mode: DraftMode): GrammarNode[] => [
  word("service-port", "Port of the image server if not the default (lab)", [
    argument("port", integerArgument(1, 65535), "Port number", [], mutating(setPort(mode))),
  ]),
  command("parallel-mode", "All image masters download at the same time", setParallel(mode), {
    mutates: true,
  }),
];

const negations = (mode: DraftMode): GrammarNode[] => [
  word(
    `${mode}-image-server`,
    "Remove the image server",
    [],
    negating(clearSettings(mode, { imageServer: null })),
  ),
  word(`${mode}-image-path`, "Remove the image path", [], negating(clearSettings(mode, { imagePath: null }))),
  word("service-port", "Restore the default port", [], negating(setPort(mode))),
  word("parallel-mode", "Image masters download one after another", [], negating(setParallel(mode))),
  ...(mode === "sftp"
    ? [
        word("sftp-username", "Remove the user name", [], negating(clearSettings(mode, { userName: null }))),
        word(
          "sftp-password",
          "Remove the password",
          [],
          negating(clearSettings(mode, { password: null, passwordStored: false })),
        ),
      ]
    : []),
];

/** The commands in profile mode. */
export const profileCommands: GrammarNode[] = [
  word("image-download-mode", "How images for other access point models are downloaded", [
    command("tftp", "Access points download from a TFTP server", chooseMode("tftp"), { mutates: true }),
    command("sftp", "The controller downloads from an SFTP server", chooseMode("sftp"), { mutates: true }),
  ]),
  // Once the download mode is set, its commands are also accepted here.
  ...commonCommands("tftp"),
  ...commonCommands("sftp"),
  ...sftpCommands,
];
export const profileNoCommands: GrammarNode[] = [
  word("image-download-mode", "Remove the image download configuration", [], negating(removeProfile)),
];

/** The commands below `image-download-mode tftp` or `sftp`. */
export const modeCommandsOf = (mode: DraftMode): GrammarNode[] => [
  ...commonCommands(mode),
  ...(mode === "sftp" ? sftpCommands : []),
  ...labCommands(mode),
];
export const modeNoCommands = negations;

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
  handler: removeProfile,
  mutates: true,
  isNegated: true,
});
