/** SFTP mode on the command line. */
import type { CliMode } from "./cli-mode";
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
} from "./image-server";
import { loginCommands, loginConfig, loginNoCommands, loginRows, missingLogin } from "./login";

const LOGIN = { prefix: "sftp", where: "the SFTP server" };

export const sftpCli: CliMode<"sftp"> = {
  help: "The controller downloads from an SFTP server",
  commands: (editor) => [...imageServerCommands("sftp", editor), ...loginCommands(LOGIN, editor)],
  labCommands: imageServerLabCommands,
  noCommands: (editor) => [...imageServerNoCommands("sftp", editor), ...loginNoCommands(LOGIN, editor)],
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
  missing: (draft) => [...missingImageServer("sftp", draft), ...missingLogin(LOGIN, draft)],
  configLines: (draft, imagePath, sealedPassword) => [
    ...imageServerConfig("sftp", draft, imagePath),
    ...loginConfig(LOGIN, draft, sealedPassword),
    ...imageServerLabConfig(draft),
  ],
  showRows: (draft) => [
    ...imageServerRows("sftp", draft),
    ...loginRows("SFTP", draft),
    ...imageServerLabRows(draft),
  ],
};
