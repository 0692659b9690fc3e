/** How the rooms of the engine answer commands: a map of handlers for each subject, complete or it does not compile. */
import type { Command, CommandAnswer, CommandSubject, CommandType } from "@/lib/contracts/commands";
import { commandsBySubject } from "@/lib/contracts/commands";

/** Answers one command. Throws a FaultError when the answer is a fault. */
type Handler<T extends CommandType> = (command: Command<T>) => CommandAnswer<T> | Promise<CommandAnswer<T>>;

/** The handlers of all commands of these subjects, by the command's name. */
export type Handlers<S extends CommandSubject> = { [T in CommandType<S>]: Handler<T> };

/** What the engine is made of: no subject is missing, and none is there twice. */
export type AllHandlers = { [S in CommandSubject]: Handlers<S> };

/** Answers any command by the handler of its type. */
export function answerBy(
  handlers: AllHandlers,
): <T extends CommandType>(command: Command<T>) => Promise<CommandAnswer<T>> {
  const byType: Partial<Record<CommandType, Handler<never>>> = {};
  for (const subject of Object.keys(commandsBySubject) as CommandSubject[])
    Object.assign(byType, handlers[subject]);
  return async (command) => {
    const handler = byType[command.type] as unknown as Handler<typeof command.type>;
    return await handler(command as never);
  };
}

/** Handlers of a room that answers all commands of some subjects in one function. */
export function handlersThrough<S extends CommandSubject>(
  subjects: readonly S[],
  answer: <T extends CommandType<S>>(command: Command<T>) => Promise<CommandAnswer<T>>,
): Handlers<S> {
  const handlers: Partial<Record<string, unknown>> = {};
  for (const subject of subjects)
    for (const type of Object.keys(commandsBySubject[subject])) handlers[type] = answer;
  return handlers as Handlers<S>;
}
