/** What an entry of the command registry holds, and the one helper that makes an entry. */
import type { z } from "zod";
import type { Role } from "../actor";

/** A question that a page asks: it changes nothing, so nothing is audited. */
type WebQuery = {
  via: "web";
  kind: "query";
  /** Its answer says what a monitor may not know. */
  forAdmins?: true;
};
/** A question that acts: it sends something to another host, so a monitor may not ask it, and it is audited. */
type SendingQuery = { via: "web"; kind: "query"; sends: true; audit: string };
/** A change that a page orders. `audit`: what the audit log calls it, for example "Start the upgrade". */
type WebChange = {
  via: "web";
  kind: "change";
  audit: string;
  /** The user must have typed the password within the last minutes; an API token can't give it. */
  confirms?: true;
  /** It is carried out on a full disk as well, because it makes space or ends what fills it. */
  freesSpace?: true;
};
/** Only code of this program may give it. The route or session that does so writes the audit entry. */
type ProgramCommand = { via: "program"; kind: "query" | "change" };

export type CommandRules = {
  /** The least role that may give the command. */
  role: Role;
} & (WebQuery | SendingQuery | WebChange | ProgramCommand);

/** What the audit log calls the command; null when it writes no entry of its own. */
export const auditWordsOf = (rules: CommandRules): string | null => ("audit" in rules ? rules.audit : null);

/**
 * Makes an entry: `defineCommand<Answer>()({ input, role, via, kind, audit })`. The actor is no part of the input: it is
 * added when the command is given. `Answer` is what the handler returns; it exists for the compiler only.
 */
export const defineCommand =
  <Answer>() =>
  <Input extends z.ZodObject, Rules extends CommandRules>(
    entry: Rules & { input: Input },
  ): Rules & { input: Input; readonly answer?: Answer } =>
    entry;
