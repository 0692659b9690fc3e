/**
 * The command registry: everything that the console, the command line and the program itself can ask of the engine.
 * Types, permissions, audit words and handler maps derive from it; an entry is added in `commands/`, and nowhere else.
 */
import type { z } from "zod";
import type { Actor } from "./actor";
import { apCommands } from "./commands/access-points";
import { auditCommands } from "./commands/audit";
import { catalogCommands } from "./commands/catalog";
import { engineCommands } from "./commands/engine";
import { accountCommands, identityCommands, tokenCommands, userCommands } from "./commands/identity";
import { imageCommands } from "./commands/images";
import { labCommands } from "./commands/lab";
import { forwardingCommands, logCommands, timelineCommands } from "./commands/logs";
import { runCommands } from "./commands/runs";
import { serverCommands } from "./commands/servers";
import { sftpUserCommands } from "./commands/sftp-users";
import { terminalCommands } from "./commands/terminal";
import { transferCommands } from "./commands/transfers";
import { profileCommands, upgradeCommands } from "./commands/upgrade";
import type { Answer } from "./fault";

/** Only compiles when each name begins with its subject and a dot, so that two subjects cannot hold one name. */
const bySubject = <
  R extends { [S in keyof R]: { [N in keyof R[S]]: N extends `${S & string}.${string}` ? R[S][N] : never } },
>(
  registry: R,
): R => registry;

export const commandsBySubject = bySubject({
  profile: profileCommands,
  upgrade: upgradeCommands,
  runs: runCommands,
  ap: apCommands,
  images: imageCommands,
  transfers: transferCommands,
  servers: serverCommands,
  "sftp-users": sftpUserCommands,
  catalog: catalogCommands,
  logs: logCommands,
  timeline: timelineCommands,
  forwarding: forwardingCommands,
  audit: auditCommands,
  terminal: terminalCommands,
  lab: labCommands,
  engine: engineCommands,
  identity: identityCommands,
  account: accountCommands,
  users: userCommands,
  tokens: tokenCommands,
});

type BySubject = typeof commandsBySubject;

/** The part of a command's name before the dot. */
export type CommandSubject = keyof BySubject;
/** The maps of all subjects as one: the compiler looks a command up in it once, not in each subject. */
type Merged<Maps> = (Maps extends unknown ? (map: Maps) => void : never) extends (map: infer All) => void
  ? All
  : never;
type Registry = Merged<BySubject[CommandSubject]>;
type EveryType = keyof Registry;
/** Names of commands; with an argument, those of these subjects. */
export type CommandType<S extends CommandSubject = CommandSubject> = Extract<EveryType, `${S}.${string}`>;

/** All entries by the name of the command. */
export const commands: Registry = Object.assign({}, ...Object.values(commandsBySubject));

/** Commands that a page may give. */
export type WebCommand = {
  [T in CommandType]: Registry[T] extends { via: "web" } ? T : never;
}[CommandType];

/** What the giver of a command sends: before defaults and folding. */
export type CommandInput<T extends CommandType> = z.input<Registry[T]["input"]>;
/** What the handler of a command returns. */
export type CommandAnswer<T extends CommandType> = NonNullable<Registry[T]["answer"]>;
type Fields<Output> = Output extends Record<string, never> ? unknown : Output;
type Commands = {
  [T in CommandType]: { type: T; actor: Actor } & Fields<z.output<Registry[T]["input"]>>;
};
/** A validated command with who gave it; without an argument: any of them, told apart by `type`. */
export type Command<T extends CommandType = CommandType> = Commands[T];

/** Gives one command and returns its answer, never an exception. The sender of commands and its fakes in tests have this type. */
export type RunCommand = <T extends WebCommand>(
  type: T,
  input: CommandInput<T>,
) => Promise<Answer<CommandAnswer<T>>>;

export const isCommandType = (name: unknown): name is CommandType =>
  typeof name === "string" && Object.hasOwn(commands, name);
