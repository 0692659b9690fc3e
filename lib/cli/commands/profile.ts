/** `wireless profile image-download default` and what is typed below it. */
import { imagePathSchema, imageServerSchema } from "@/lib/contracts/profile";
import { addressArgument, integerArgument, lineArgument, secretArgument, wordArgument } from "../arguments";
import { type Action, type CommandContext, type Outcome, refuse, refuseFault } from "../command";
import { argument, command, type Node, type Run, word } from "../grammar";
import { type DraftMode, emptyDraft, type ProfileDraft } from "../profile-draft";
import { changeProfile, currentDraft, profileSavedAt, storedProfile } from "./profile-state";

const changing = (action: Action): { run: Run } => ({ run: { action, changes: true } });
const negating = (action: Action): { run: Run } => ({ run: { action, changes: true, negated: true } });

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
  (mode: DraftMode): Action =>
  ({ ports, session }) => {
    if (currentDraft(ports)?.mode !== mode) {
      const stored = storedProfile(ports);
      const back = stored?.mode === mode;
      ports.shared.draft = back ? null : emptyDraft(mode, profileSavedAt(ports));
    }
    session.mode = `profile-${mode}`;
    return undefined;
  };

/** Changes fields of the draft. Typed in the profile's own mode, a line of a download mode leads into that mode. */
async function change(
  context: CommandContext,
  mode: DraftMode,
  fields: (draft: ProfileDraft) => Partial<ProfileDraft> | { refused: string },
): Promise<Outcome> {
  const draft = currentDraft(context.ports);
  if (draft?.mode !== mode) return refuse(`Choose image-download-mode ${mode} first.`);
  const changed = fields(draft);
  if ("refused" in changed) return changed;
  const outcome = await changeProfile(context, { ...draft, ...changed });
  if (outcome === undefined) context.session.mode = `profile-${mode}`;
  return outcome;
}

const setServer =
  (mode: DraftMode): Action =>
  (context) =>
    change(context, mode, () => {
      const parsed = imageServerSchema.safeParse(context.args.server);
      return parsed.success ? { imageServer: parsed.data } : { refused: firstIssue(parsed.error) };
    });

const setPath =
  (mode: DraftMode): Action =>
  async (context) => {
    const typed = context.args.path ?? "";
    const outcome = await change(context, mode, () => {
      const parsed = imagePathSchema.safeParse(typed);
      return parsed.success ? { imagePath: parsed.data } : { refused: firstIssue(parsed.error) };
    });
    if (outcome === undefined) context.ports.shared.typedPath = typed;
    return outcome;
  };

const firstIssue = (error: { issues: readonly { message: string }[] }): string =>
  error.issues[0]?.message ?? "This value is not valid.";

const setPort =
  (mode: DraftMode): Action =>
  (context) =>
    change(context, mode, () => ({ servicePort: context.negated ? null : Number(context.args.port) }));

const setParallel =
  (mode: DraftMode): Action =>
  (context) =>
    change(context, mode, () => ({ parallelMode: !context.negated }));

const setUser: Action = (context) =>
  change(context, "sftp", () => {
    const userName = context.args.user ?? "";
    return userName.length > 32 ? { refused: "A user name has 1 to 32 characters." } : { userName };
  });

const setPassword: Action = (context) =>
  change(context, "sftp", () => ({ password: context.args.password ?? "" }));

const setSealedPassword: Action = (context) =>
  change(context, "sftp", () => {
    const opaque = context.args.password ?? "";
    if (opaque === context.ports.storedSecret()) return { password: null, passwordStored: true };
    const password = context.ports.unsealSecret(opaque);
    return password === null
      ? {
          refused:
            "This encrypted password was not made by this controller. Type: sftp-password 0 <password>",
        }
      : { password };
  });

const forget =
  (mode: DraftMode, fields: Partial<ProfileDraft>): Action =>
  (context) =>
    change(context, mode, () => fields);

/** Lines that both modes have, under the mode's own name. */
const commonLines = (mode: DraftMode): Node[] => {
  const name = mode.toUpperCase();
  return [
    word(`${mode}-image-server`, `${name} server of the AP images`, [
      argument("server", addressArgument, "IPv4 or IPv6 address", [], changing(setServer(mode))),
    ]),
    word(`${mode}-image-path`, `Folder of the AP images on the ${name} server`, [
      argument(
        "path",
        lineArgument,
        "The folder that holds the unzipped images",
        [],
        changing(setPath(mode)),
      ),
    ]),
  ];
};

const sftpLines: Node[] = [
  word("sftp-username", "User name on the SFTP server", [
    argument("user", wordArgument, "1 to 32 characters", [], changing(setUser)),
  ]),
  word("sftp-password", "Password on the SFTP server", [
    word("0", "A password in clear follows", [
      argument("password", secretArgument, "The password", [], changing(setPassword)),
    ]),
    word("8", "An encrypted password follows", [
      argument(
        "password",
        { ...secretArgument, restOfLine: false },
        "As show running-config prints it",
        [],
        changing(setSealedPassword),
      ),
    ]),
  ]),
];

const labLines = (mode: DraftMode): Node[] => [
  word("service-port", "Port of the image server, when it is not the usual one (lab)", [
    argument("port", integerArgument(1, 65535), "Port number", [], changing(setPort(mode))),
  ]),
  command("parallel-mode", "Image masters fetch all at once", setParallel(mode), { changes: true }),
];

const negations = (mode: DraftMode): Node[] => [
  word(`${mode}-image-server`, "Forget the image server", [], negating(forget(mode, { imageServer: null }))),
  word(`${mode}-image-path`, "Forget the image path", [], negating(forget(mode, { imagePath: null }))),
  word("service-port", "Back to the usual port", [], negating(setPort(mode))),
  word("parallel-mode", "Image masters fetch one after another", [], negating(setParallel(mode))),
  ...(mode === "sftp"
    ? [
        word("sftp-username", "Forget the user name", [], negating(forget(mode, { userName: null }))),
        word(
          "sftp-password",
          "Forget the password",
          [],
          negating(forget(mode, { password: null, passwordStored: false })),
        ),
      ]
    : []),
];

/** In the mode of the profile itself. */
export const profileLines: Node[] = [
  word("image-download-mode", "How access points get images of other types", [
    command("tftp", "The access point fetches from a TFTP server", chooseMode("tftp"), { changes: true }),
    command("sftp", "The controller fetches from an SFTP server", chooseMode("sftp"), { changes: true }),
  ]),
  // The lines of a mode are understood here too, once the mode is chosen.
  ...commonLines("tftp"),
  ...commonLines("sftp"),
  ...sftpLines,
];
export const profileNegations: Node[] = [
  word("image-download-mode", "No image download: back to unconfigured", [], negating(forgetProfile)),
];

/** Below `image-download-mode tftp` or `sftp`. */
export const modeLines = (mode: DraftMode): Node[] => [
  ...commonLines(mode),
  ...(mode === "sftp" ? sftpLines : []),
  ...labLines(mode),
];
export const modeNegations = negations;

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
