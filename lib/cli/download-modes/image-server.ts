/** The commands that all modes with an image server have, with the name of the mode in them. */
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { imageServerSchema } from "@/lib/contracts/profile-fields";
import { addressArgument, integerArgument, lineArgument } from "../arguments";
import { argument, command, type GrammarNode, mutating, negating, word } from "../grammar";
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

const setPort = (editor: DraftEditor) =>
  editor.change(({ args, isNegated }) => ({ servicePort: isNegated ? null : Number(args.port) }));
const setParallel = (editor: DraftEditor) => editor.change(({ isNegated }) => ({ parallelMode: !isNegated }));

/** `parallel-mode`. */
export const parallelModeCommand = (editor: DraftEditor): GrammarNode =>
  command("parallel-mode", "All image masters download at the same time", setParallel(editor), {
    mutates: true,
  });
/** `no parallel-mode`. */
export const noParallelModeCommand = (editor: DraftEditor): GrammarNode =>
  word("parallel-mode", "Image masters download one after another", [], negating(setParallel(editor)));

/** Commands that a real controller does not have in this place. */
export const imageServerLabCommands = (editor: DraftEditor): GrammarNode[] => [
  word("service-port", "Port of the image server if not the default (lab)", [
    argument("port", integerArgument(1, 65535), "Port number", [], mutating(setPort(editor))),
  ]),
  parallelModeCommand(editor),
];

/** The `no` forms of all commands here. */
export const imageServerNoCommands = (mode: DownloadMode, editor: DraftEditor): GrammarNode[] => [
  word("service-port", "Restore the default port", [], negating(setPort(editor))),
  noParallelModeCommand(editor),
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

/** The last rows of `show wireless profile image-download`. */
export const imageServerLabRows = ({ servicePort, parallelMode }: ProfileDraft): [string, string][] => [
  ["Service Port", servicePort === null ? "Automatic" : String(servicePort)],
  parallelModeRow(parallelMode),
];
export const parallelModeRow = (parallelMode: boolean): [string, string] => [
  "Parallel Mode",
  parallelMode ? "Enabled" : "Disabled",
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

/** The last lines of `show running-config`. */
export const imageServerLabConfig = ({ servicePort, parallelMode }: ProfileDraft): string[] => [
  ...(servicePort === null ? [] : [`service-port ${servicePort}`]),
  ...parallelModeConfig(parallelMode),
];
export const parallelModeConfig = (parallelMode: boolean): string[] =>
  parallelMode ? ["parallel-mode"] : [];

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
