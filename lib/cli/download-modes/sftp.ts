/** SFTP mode on the command line. */
import { MAX_USER_NAME } from "@/lib/contracts/profile-fields";
import { secretArgument, wordArgument } from "../arguments";
import { argument, type GrammarNode, mutating, negating, word } from "../grammar";
import type { CliMode, DraftEditor } from "./cli-mode";
import {
  imageServerCommands,
  imageServerConfig,
  imageServerDraft,
  imageServerInput,
  imageServerLabCommands,
  imageServerLabConfig,
  imageServerLabRows,
  imageServerNoCommands,
  imageServerRows,
  missingImageServer,
  NOT_CONFIGURED,
} from "./image-server";

export const sftpCli: CliMode<"sftp"> = {
  help: "The controller downloads from an SFTP server",
  commands: (editor) => [...imageServerCommands("sftp", editor), ...loginCommands(editor)],
  labCommands: imageServerLabCommands,
  noCommands: (editor) => [
    ...imageServerNoCommands("sftp", editor),
    word("sftp-username", "Remove the user name", [], negating(editor.change(() => ({ userName: null })))),
    word(
      "sftp-password",
      "Remove the password",
      [],
      negating(editor.change(() => ({ password: null, passwordStored: false }))),
    ),
  ],
  draftFields: (profile) => ({
    ...imageServerDraft(profile),
    userName: profile.userName,
    passwordStored: profile.passwordStored,
  }),
  input: (draft) => ({
    mode: "sftp",
    ...imageServerInput(draft),
    userName: draft.userName ?? "",
    password: draft.password ?? "",
  }),
  missing: (draft) => [
    ...missingImageServer("sftp", draft),
    ...(draft.userName === null ? ["sftp-username"] : []),
    ...(draft.password === null && !draft.passwordStored ? ["sftp-password"] : []),
  ],
  configLines: (draft, imagePath, sealedPassword) => [
    ...imageServerConfig("sftp", draft, imagePath),
    ...(draft.userName === null ? [] : [`sftp-username ${draft.userName}`]),
    ...(sealedPassword === null ? [] : [`sftp-password 8 ${sealedPassword}`]),
    ...imageServerLabConfig(draft),
  ],
  showRows: (draft) => [
    ...imageServerRows("sftp", draft),
    ["SFTP User Name", draft.userName ?? NOT_CONFIGURED],
    ["SFTP Password", draft.password !== null || draft.passwordStored ? "Configured" : NOT_CONFIGURED],
    ...imageServerLabRows(draft),
  ],
};

function loginCommands(editor: DraftEditor): GrammarNode[] {
  const setUser = editor.change(({ args: { user: userName = "" } }) =>
    userName.length > MAX_USER_NAME
      ? { error: `A user name has 1 to ${MAX_USER_NAME} characters.` }
      : { userName },
  );
  const setPassword = editor.change(({ args }) => ({ password: args.password ?? "" }));
  const setSealedPassword = editor.change(({ args, ports }) => {
    const opaque = args.password ?? "";
    if (opaque === ports.storedSecret()) return { password: null, passwordStored: true };
    const password = ports.unsealSecret(opaque);
    return password === null
      ? {
          error: "This encrypted password is not from this controller. Enter: sftp-password 0 <password>",
        }
      : { password };
  });
  return [
    word("sftp-username", "User name on the SFTP server", [
      argument("user", wordArgument, `1 to ${MAX_USER_NAME} characters`, [], mutating(setUser)),
    ]),
    word("sftp-password", "Password on the SFTP server", [
      word("0", "An unencrypted password follows", [
        argument("password", secretArgument, "Password", [], mutating(setPassword)),
      ]),
      word("8", "An encrypted password follows", [
        argument(
          "password",
          { ...secretArgument, restOfLine: false },
          "Encrypted text from show running-config",
          [],
          mutating(setSealedPassword),
        ),
      ]),
    ]),
  ];
}
