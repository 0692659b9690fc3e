/** The user name and password commands of modes that log in, with a word in front of them (`sftp-username`). */
import { MAX_USER_NAME } from "@/lib/contracts/profile-fields";
import { secretArgument, wordArgument } from "../arguments";
import { argument, type GrammarNode, mutating, negating, word } from "../grammar";
import type { ProfileDraft } from "../profile-draft";
import type { DraftEditor } from "./cli-mode";
import { NOT_CONFIGURED } from "./image-server";

/** How the commands of one mode are called. */
type LoginWords = {
  /** In front of `-username` and `-password`. */
  prefix: string;
  /** Where the user logs in: `the SFTP server`. */
  where: string;
};

/** `sftp-username ewc`, `sftp-password 0 secret`. */
export function loginCommands({ prefix, where }: LoginWords, editor: DraftEditor): GrammarNode[] {
  const setUser = editor.change(({ args: { user: userName = "" } }) =>
    userName.length > MAX_USER_NAME
      ? { error: `A user name has 1 to ${MAX_USER_NAME} characters.` }
      : { userName },
  );
  const setPassword = editor.change(({ args }) => ({ password: args.password ?? "" }));
  const setSealedPassword = editor.change(({ args, ports }) => {
    const opaque = args.password ?? "";
    if (opaque === ports.storedSecret()) return { password: null, passwordStored: true };
    const password = ports.unsealSecret(opaque);
    return password === null
      ? {
          error: `This encrypted password is not from this controller. Enter: ${prefix}-password 0 <password>`,
        }
      : { password };
  });
  return [
    word(`${prefix}-username`, `User name on ${where}`, [
      argument("user", wordArgument, `1 to ${MAX_USER_NAME} characters`, [], mutating(setUser)),
    ]),
    word(`${prefix}-password`, `Password on ${where}`, [
      word("0", "An unencrypted password follows", [
        argument("password", secretArgument, "Password", [], mutating(setPassword)),
      ]),
      word("8", "An encrypted password follows", [
        argument(
          "password",
          { ...secretArgument, restOfLine: false },
          "Encrypted text from show running-config",
          [],
          mutating(setSealedPassword),
        ),
      ]),
    ]),
  ];
}

/** Their `no` forms. */
export const loginNoCommands = ({ prefix }: LoginWords, editor: DraftEditor): GrammarNode[] => [
  word(`${prefix}-username`, "Remove the user name", [], negating(editor.change(() => ({ userName: null })))),
  word(
    `${prefix}-password`,
    "Remove the password",
    [],
    negating(editor.change(() => ({ password: null, passwordStored: false }))),
  ),
];

/** The commands of missing settings. */
export const missingLogin = ({ prefix }: LoginWords, draft: ProfileDraft): string[] => [
  ...(draft.userName === null ? [`${prefix}-username`] : []),
  ...(draft.password === null && !draft.passwordStored ? [`${prefix}-password`] : []),
];

/** Lines of `show running-config`. */
export const loginConfig = (
  { prefix }: LoginWords,
  { userName }: ProfileDraft,
  sealedPassword: string | null,
): string[] => [
  ...(userName === null ? [] : [`${prefix}-username ${userName}`]),
  ...(sealedPassword === null ? [] : [`${prefix}-password 8 ${sealedPassword}`]),
];

/** Rows of `show wireless profile image-download`. */
export const loginRows = (label: string, draft: ProfileDraft): [string, string][] => [
  [`${label} User Name`, draft.userName ?? NOT_CONFIGURED],
  [`${label} Password`, draft.password !== null || draft.passwordStored ? "Configured" : NOT_CONFIGURED],
];
