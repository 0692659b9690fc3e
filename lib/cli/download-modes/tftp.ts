/** TFTP mode on the command line. */
import type { CliMode } from "./cli-mode";
import {
  imageServerConfig,
  imageServerDraft,
  imageServerInput,
  imageServerLines,
  imageServerNegations,
  imageServerRows,
  missingImageServer,
} from "./image-server";

export const tftpCli: CliMode<"tftp"> = {
  help: "The access point fetches from a TFTP server",
  lines: (editor) => imageServerLines("tftp", editor),
  negations: (editor) => imageServerNegations("tftp", editor),
  draftFields: imageServerDraft,
  input: (draft) => ({ mode: "tftp", ...imageServerInput(draft) }),
  missing: (draft) => missingImageServer("tftp", draft),
  configLines: (draft, imagePath) => imageServerConfig("tftp", draft, imagePath),
  showRows: (draft) => imageServerRows("tftp", draft),
};
