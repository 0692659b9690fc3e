/** How the rooms of the engine answer commands: a map of handlers for each subject. A map that misses one does not compile. */
import {
  type Command,
  type CommandAnswer,
  type CommandSubject,
  type CommandType,
  commandsBySubject,
} from "@/lib/contracts/commands";

/** Answers one command. Throws a FaultError when the answer is a fault. */
type Handler<T extends CommandType> = (command: Command<T>) => CommandAnswer<T> | Promise<CommandAnswer<T>>;

/** The handlers of all commands of these subjects, by the command's name. */
export type Handlers<S extends CommandSubject> = { [T in CommandType<S>]: Handler<T> };

/** Every subject once: without one, or with one twice, boot.ts does not compile. */
export type HandlersBySubject = { [S in CommandSubject]: Handlers<S> };

/** Answers any validated command. Rejects with a FaultError when the answer is a fault. */
export type AnswerCommand = <T extends CommandType>(command: Command<T>) => Promise<CommandAnswer<T>>;

const typesOf = (subjects: readonly CommandSubject[]): CommandType[] =>
  subjects.flatMap((subject) => Object.keys(commandsBySubject[subject]) as CommandType[]);

/** Answers each command by its handler. @throws Error when a command of the registry has none. */
export function answerBy(handlers: HandlersBySubject): AnswerCommand {
  const byType: Partial<Record<CommandType, (command: never) => unknown>> = {};
  for (const ofSubject of Object.values(handlers)) Object.assign(byType, ofSubject);
  for (const type of typesOf(Object.keys(commandsBySubject) as CommandSubject[]))
    if (byType[type] === undefined) throw new Error(`The command ${type} has no handler.`);
  return async (command) => (await byType[command.type]?.(command as never)) as never;
}

/** Handlers of a room that answers all commands of some subjects with one function. */
export const handlersThrough = <S extends CommandSubject>(
  subjects: readonly S[],
  answer: <T extends CommandType<S>>(command: Command<T>) => Promise<CommandAnswer<T>>,
): Handlers<S> => Object.fromEntries(typesOf(subjects).map((type) => [type, answer])) as Handlers<S>;

/** The same handlers; `afterwards` runs after each that succeeded. */
export const handlersFollowedBy = <S extends CommandSubject>(
  handlers: Handlers<S>,
  afterwards: () => void,
): Handlers<S> =>
  Object.fromEntries(
    Object.entries<(command: never) => unknown>(handlers).map(([type, handle]) => [
      type,
      async (command: never) => {
        const answer = await handle(command);
        afterwards();
        return answer;
      },
    ]),
  ) as Handlers<S>;
