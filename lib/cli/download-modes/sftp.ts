/** SFTP mode on the command line. */
import { MAX_USER_NAME } from "@/lib/contracts/profile-fields";
import { secretArgument, wordArgument } from "../arguments";
import { argument, changing, type Node, negating, word } from "../grammar";
import type { CliMode, DraftEditor } from "./cli-mode";
import {
  imageServerConfig,
  imageServerDraft,
  imageServerInput,
  imageServerLines,
  imageServerNegations,
  imageServerRows,
  missingImageServer,
  NOT_CONFIGURED,
} from "./image-server";

export const sftpCli: CliMode<"sftp"> = {
  help: "The controller fetches from an SFTP server",
  lines: (editor) => [...imageServerLines("sftp", editor), ...loginLines(editor)],
  negations: (editor) => [
    ...imageServerNegations("sftp", editor),
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
  ],
  showRows: (draft) => [
    ...imageServerRows("sftp", draft),
    ["SFTP User Name", draft.userName ?? NOT_CONFIGURED],
    ["SFTP Password", draft.password !== null || draft.passwordStored ? "Configured" : NOT_CONFIGURED],
  ],
};

function loginLines(editor: DraftEditor): Node[] {
  const setUser = editor.change(({ args: { user: userName = "" } }) =>
    userName.length > MAX_USER_NAME
      ? { refused: `A user name has 1 to ${MAX_USER_NAME} characters.` }
      : { userName },
  );
  const setPassword = editor.change(({ args }) => ({ password: args.password ?? "" }));
  const setSealedPassword = editor.change(({ args, ports }) => {
    const opaque = args.password ?? "";
    if (opaque === ports.storedSecret()) return { password: null, passwordStored: true };
    const password = ports.unsealSecret(opaque);
    return password === null
      ? {
          refused:
            "This encrypted password was not made by this controller. Type: sftp-password 0 <password>",
        }
      : { password };
  });
  return [
    word("sftp-username", "User name on the SFTP server", [
      argument("user", wordArgument, `1 to ${MAX_USER_NAME} characters`, [], changing(setUser)),
    ]),
    word("sftp-password", "Password on the SFTP server", [
      word("0", "A password in plain text follows", [
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
}
