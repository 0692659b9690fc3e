/** Desktop (HTTP) mode on the command line. Images are uploaded on the page, so there is nothing to type but the mode. */
import type { CliMode } from "./cli-mode";
import { NOT_CONFIGURED } from "./image-server";

export const httpCli: CliMode<"http"> = {
  help: "The controller sends the images that were uploaded to it",
  commands: () => [],
  noCommands: () => [],
  draftFields: ({ upload }) => ({ upload }),
  input: ({ upload }) => ({ mode: "http", upload }),
  missing: () => [],
  configLines: () => [],
  showRows({ upload }, { rows }) {
    if (upload === null) return [["Uploaded Image", NOT_CONFIGURED]];
    const kept = rows("uploadedImages").find(({ name }) => name === upload);
    if (kept === undefined) return [["Uploaded Image", `${upload} (discarded)`]];
    const images = kept.files.filter(({ kind }) => kind.endsWith("-image"));
    return [
      ["Uploaded Image", upload],
      ["Uploaded Version", kept.version ?? "Unknown"],
      ["Uploaded Files", images.map(({ path }) => path).join(", ")],
    ];
  },
};
