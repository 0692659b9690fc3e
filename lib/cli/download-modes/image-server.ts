/** The command lines that all modes with an image server have, under the mode's own name. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { imageServerSchema } from "@/lib/contracts/profile-fields";
import { addressArgument, lineArgument } from "../arguments";
import { argument, changing, type Node, negating, word } from "../grammar";
import type { ProfileDraft } from "../profile-draft";
import type { DraftEditor } from "./cli-mode";

type ImageServerFields = {
  imageServer: string;
  imagePath: string;
  servicePort: number | null;
  parallelMode: boolean;
};

export const NOT_CONFIGURED = "Not configured";

/** `tftp-image-server 10.0.0.5`, `tftp-image-path /EWC`. */
export function imageServerLines(mode: DownloadMode, editor: DraftEditor): Node[] {
  const { label } = modeContracts[mode];
  const setServer = editor.change(({ args }) => {
    const parsed = imageServerSchema.safeParse(args.server);
    return parsed.success
      ? { imageServer: parsed.data }
      : { refused: parsed.error.issues[0]?.message ?? "This value is not valid." };
  });
  return [
    word(`${mode}-image-server`, `${label} server of the AP images`, [
      argument("server", addressArgument, "IPv4 or IPv6 address", [], changing(setServer)),
    ]),
    word(`${mode}-image-path`, `Folder of the AP images on the ${label} server`, [
      argument(
        "path",
        lineArgument,
        "The folder that holds the unzipped images",
        [],
        changing(editor.setPath),
      ),
    ]),
  ];
}

export const imageServerNegations = (mode: DownloadMode, editor: DraftEditor): Node[] => [
  word(
    `${mode}-image-server`,
    "Remove the image server",
    [],
    negating(editor.change(() => ({ imageServer: null }))),
  ),
  word(
    `${mode}-image-path`,
    "Remove the image path",
    [],
    negating(editor.change(() => ({ imagePath: null }))),
  ),
];

export const missingImageServer = (mode: DownloadMode, draft: ProfileDraft): string[] => [
  ...(draft.imageServer === null ? [`${mode}-image-server`] : []),
  ...(draft.imagePath === null ? [`${mode}-image-path`] : []),
];

export const imageServerDraft = ({
  imageServer,
  imagePath,
  servicePort,
  parallelMode,
}: ImageServerFields): ImageServerFields => ({ imageServer, imagePath, servicePort, parallelMode });

export const imageServerInput = ({ imageServer, imagePath, servicePort, parallelMode }: ProfileDraft) => ({
  imageServer: imageServer ?? "",
  // An empty path is the server's root, which the schema wants as a slash.
  imagePath: imagePath === "" ? "/" : (imagePath ?? ""),
  servicePort,
  parallelMode,
});

export const imageServerConfig = (
  mode: DownloadMode,
  { imageServer }: ProfileDraft,
  imagePath: string | null,
): string[] => [
  ...(imageServer === null ? [] : [`${mode}-image-server ${imageServer}`]),
  ...(imagePath === null ? [] : [`${mode}-image-path ${imagePath}`]),
];

export const imageServerRows = (
  mode: DownloadMode,
  { imageServer, imagePath }: ProfileDraft,
): [string, string][] => {
  const { label } = modeContracts[mode];
  return [
    [`${label} Image Server`, imageServer ?? NOT_CONFIGURED],
    [`${label} Image Path`, imagePath === null ? NOT_CONFIGURED : `/${imagePath}`],
  ];
};
