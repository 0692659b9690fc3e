/** CCO mode on the command line. */
import { CHECK_EVERY_DAYS, serviceUrlSchema, softwareVersions } from "@/lib/contracts/modes/cco";
import { wordArgument } from "../arguments";
import { argument, command, type GrammarNode, mutating, negating, word } from "../grammar";
import type { CliMode, DraftEditor } from "./cli-mode";
import {
  noParallelModeCommand,
  parallelModeCommand,
  parallelModeConfig,
  parallelModeRow,
} from "./image-server";
import { loginCommands, loginConfig, loginNoCommands, loginRows, missingLogin } from "./login";

const LOGIN = { prefix: "cco", where: "the software download service" };

const setAutoCheck = (editor: DraftEditor) =>
  editor.change(({ isNegated }) => ({ checksAutomatically: !isNegated }));
const setServiceUrl = (editor: DraftEditor) =>
  editor.change(({ args, isNegated }) => {
    const parsed = serviceUrlSchema.safeParse(isNegated ? null : (args.url ?? ""));
    return parsed.success
      ? { serviceUrl: parsed.data }
      : { error: parsed.error.issues[0]?.message ?? "This value is not valid." };
  });

function ccoCommands(editor: DraftEditor): GrammarNode[] {
  return [
    ...loginCommands(LOGIN, editor),
    command("cco-auto-check", `Check for new software every ${CHECK_EVERY_DAYS} days`, setAutoCheck(editor), {
      mutates: true,
    }),
    word(
      "cco-version",
      "Which release is downloaded",
      softwareVersions.map((softwareVersion) =>
        command(
          softwareVersion,
          `The ${softwareVersion} release`,
          editor.change(() => ({ softwareVersion })),
          {
            mutates: true,
          },
        ),
      ),
    ),
  ];
}

export const ccoCli: CliMode<"cco"> = {
  help: "Access points and controller download from the software download service",
  commands: ccoCommands,
  labCommands: (editor) => [
    word("service-url", "Base URL of the software download service (lab)", [
      argument("url", wordArgument, "URL that begins with https", [], mutating(setServiceUrl(editor))),
    ]),
    parallelModeCommand(editor),
  ],
  noCommands: (editor) => [
    ...loginNoCommands(LOGIN, editor),
    word("cco-auto-check", "Do not check for new software", [], negating(setAutoCheck(editor))),
    word(
      "cco-version",
      "Restore the suggested release",
      [],
      negating(editor.change(() => ({ softwareVersion: "suggested" }))),
    ),
    word("service-url", "Use this program's own service", [], negating(setServiceUrl(editor))),
    noParallelModeCommand(editor),
  ],
  draftFields: ({
    userName,
    passwordStored,
    checksAutomatically,
    softwareVersion,
    serviceUrl,
    parallelMode,
  }) => ({
    userName,
    passwordStored,
    checksAutomatically,
    softwareVersion,
    serviceUrl,
    parallelMode,
  }),
  input: (draft) => ({
    mode: "cco",
    userName: draft.userName ?? "",
    password: draft.password ?? "",
    checksAutomatically: draft.checksAutomatically,
    softwareVersion: draft.softwareVersion,
    serviceUrl: draft.serviceUrl,
    parallelMode: draft.parallelMode,
  }),
  missing: (draft) => missingLogin(LOGIN, draft),
  configLines: (draft, _imagePath, sealedPassword) => [
    ...loginConfig(LOGIN, draft, sealedPassword),
    draft.checksAutomatically ? "cco-auto-check" : "no cco-auto-check",
    `cco-version ${draft.softwareVersion}`,
    ...(draft.serviceUrl === null ? [] : [`service-url ${draft.serviceUrl}`]),
    ...parallelModeConfig(draft.parallelMode),
  ],
  showRows: (draft) => [
    ...loginRows("CCO", draft),
    ["CCO Auto Check", draft.checksAutomatically ? `Every ${CHECK_EVERY_DAYS} days` : "Disabled"],
    ["CCO Version", draft.softwareVersion],
    ["Service URL", draft.serviceUrl ?? "Automatic"],
    parallelModeRow(draft.parallelMode),
  ],
};
