/** Answers commands and writes an audit entry for each that changes something or acts, with what it changed. */
import type { AuditChange } from "@/lib/contracts/audit";
import { auditChanges, auditDetail, mostChanges, secretsSetBy } from "@/lib/contracts/audit-view";
import { type Command, type CommandType, commands } from "@/lib/contracts/commands";
import { auditWordsOf, type CommandRules } from "@/lib/contracts/commands/define-command";
import { faultOf } from "@/lib/contracts/fault";
import type { AnswerCommand } from "../handlers";
import type { StorageGuard } from "../storage/storage-guard";
import type { AuditTrail } from "./audit-trail";
import type { ChangeCommand, Subject, Subjects } from "./subjects";

/** The answer to a command, with what it changed. */
export type Observed<A> = { answer: A; changes: AuditChange[] };

/** Runs a command and compares what it changes before and after. Rejects as the command does. */
export type ObserveCommand = <T extends CommandType, A>(
  command: Command<T>,
  run: () => Promise<A>,
) => Promise<Observed<A>>;

/** @param onFault called when the state could not be read; the command is run nevertheless */
export function commandObserver(subjects: Subjects, onFault: (cause: unknown) => void): ObserveCommand {
  /** A copy, because the rows of the bus change in place. */
  const read = async (subject: Subject<ChangeCommand>, command: Command): Promise<unknown> => {
    try {
      const state: unknown = await subject.read(command as Command<ChangeCommand>);
      return state === undefined ? undefined : structuredClone(state);
    } catch (cause) {
      onFault(cause);
      return undefined;
    }
  };
  return async (command, run) => {
    const subject = (subjects as Partial<Record<CommandType, Subject<ChangeCommand> | null>>)[command.type];
    if (subject === undefined || subject === null) return { answer: await run(), changes: [] };
    const before = await read(subject, command);
    const answer = await run();
    const after = await read(subject, command);
    const secrets = secretsSetBy(commands[command.type].input, command).map(
      (field): AuditChange => ({ field, before: null, after: null, isSecret: true }),
    );
    return { answer, changes: mostChanges([...auditChanges(subject.schema, before, after), ...secrets]) };
  };
}

/** The same answers, of a change only when it can be stored. The entry is stored before the answer is given. */
export function auditedCommands(
  answer: AnswerCommand,
  observe: ObserveCommand,
  trail: Pick<AuditTrail, "record">,
  storage: Pick<StorageGuard, "admit" | "during">,
): AnswerCommand {
  return async (command) => {
    const rules: CommandRules = commands[command.type];
    const action = auditWordsOf(rules);
    if (action === null) return await answer(command);
    const { actor } = command;
    const detail = auditDetail(commands[command.type].input, command);
    try {
      if (rules.kind === "change" && !("freesSpace" in rules)) await storage.admit();
      const { answer: value, changes } = await storage.during(observe(command, () => answer(command)));
      await trail.record({ actor, action, detail, changes, fault: null });
      return value;
    } catch (thrown) {
      await trail.record({ actor, action, detail, fault: faultOf(thrown) });
      throw thrown;
    }
  };
}
