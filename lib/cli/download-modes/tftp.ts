/** TFTP mode on the command line. */
import type { CliMode } from "./cli-mode";
import {
  imageServerCommands,
  imageServerConfig,
  imageServerDraft,
  imageServerInput,
  imageServerNoCommands,
  imageServerRows,
  missingImageServer,
} from "./image-server";

export const tftpCli: CliMode<"tftp"> = {
  help: "Access points download from a TFTP server",
  commands: (editor) => imageServerCommands("tftp", editor),
  noCommands: (editor) => imageServerNoCommands("tftp", editor),
  draftFields: imageServerDraft,
  input: (draft) => ({ mode: "tftp", ...imageServerInput(draft) }),
  missing: (draft) => missingImageServer("tftp", draft),
  configLines: (draft, imagePath) => imageServerConfig("tftp", draft, imagePath),
  showRows: (draft) => imageServerRows("tftp", draft),
};
