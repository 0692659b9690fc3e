/** The commands that all modes with an image server have, with the name of the mode in them. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { imageServerSchema } from "@/lib/contracts/profile-fields";
import { addressArgument, lineArgument } from "../arguments";
import { argument, type GrammarNode, mutating, negating, word } from "../grammar";
import type { ProfileDraft } from "../profile-draft";
import type { DraftEditor } from "./cli-mode";

type ImageServerFields = {
  imageServer: string;
  imagePath: string;
  servicePort: number | null;
  parallelMode: boolean;
};

/** The text for a setting that is missing. */
export const NOT_CONFIGURED = "Not configured";

/** `tftp-image-server 10.0.0.5`, `tftp-image-path /EWC`. */
export function imageServerCommands(mode: DownloadMode, editor: DraftEditor): GrammarNode[] {
  const { label } = modeContracts[mode];
  const setServer = editor.change(({ args }) => {
    const parsed = imageServerSchema.safeParse(args.server);
    return parsed.success
      ? { imageServer: parsed.data }
      : { error: parsed.error.issues[0]?.message ?? "This value is not valid." };
  });
  return [
    word(`${mode}-image-server`, `Address of the ${label} server with the AP images`, [
      argument("server", addressArgument, "IPv4 or IPv6 address", [], mutating(setServer)),
    ]),
    word(`${mode}-image-path`, `Folder of the AP images on the ${label} server`, [
      argument("path", lineArgument, "Folder with the unzipped images", [], mutating(editor.setPath)),
    ]),
  ];
}

/** Their `no` forms. */
export const imageServerNoCommands = (mode: DownloadMode, editor: DraftEditor): GrammarNode[] => [
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

/** The commands of missing settings. */
export const missingImageServer = (mode: DownloadMode, draft: ProfileDraft): string[] => [
  ...(draft.imageServer === null ? [`${mode}-image-server`] : []),
  ...(draft.imagePath === null ? [`${mode}-image-path`] : []),
];

/** The fields of a draft. */
export const imageServerDraft = ({
  imageServer,
  imagePath,
  servicePort,
  parallelMode,
}: ImageServerFields): ImageServerFields => ({ imageServer, imagePath, servicePort, parallelMode });

/** The fields of the page's form. */
export const imageServerInput = ({ imageServer, imagePath, servicePort, parallelMode }: ProfileDraft) => ({
  imageServer: imageServer ?? "",
  // An empty path is the root of the server, which the schema requires as a slash.
  imagePath: imagePath === "" ? "/" : (imagePath ?? ""),
  servicePort,
  parallelMode,
});

/** Lines of `show running-config`. */
export const imageServerConfig = (
  mode: DownloadMode,
  { imageServer }: ProfileDraft,
  imagePath: string | null,
): string[] => [
  ...(imageServer === null ? [] : [`${mode}-image-server ${imageServer}`]),
  ...(imagePath === null ? [] : [`${mode}-image-path ${imagePath}`]),
];

/** Rows of `show wireless profile image-download`. */
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
