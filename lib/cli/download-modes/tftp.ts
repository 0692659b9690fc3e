/** TFTP mode on the command line. */
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

export const tftpCli: CliMode<"tftp"> = {
  help: "Access points download from a TFTP server",
  commands: (editor) => imageServerCommands("tftp", editor),
  labCommands: imageServerLabCommands,
  noCommands: (editor) => imageServerNoCommands("tftp", editor),
  draftFields: imageServerDraft,
  input: (draft) => ({ mode: "tftp", ...imageServerInput(draft) }),
  missing: (draft) => missingImageServer("tftp", draft),
  configLines: (draft, imagePath) => [
    ...imageServerConfig("tftp", draft, imagePath),
    ...imageServerLabConfig(draft),
  ],
  showRows: (draft) => [...imageServerRows("tftp", draft), ...imageServerLabRows(draft)],
};
