/** `reload`, `reload in`, `reload at`, `reload cancel` and `show reload`. */
import { type ArgumentType, integerArgument } from "../arguments";
import { type CommandContext, type CommandHandler, type CommandResult, faultResult } from "../command";
import { argument, command, type GrammarNode, word } from "../grammar";
import { scheduledReloadLines, showReload } from "../render/show-reload";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** `23:59` */
const timeOfDayArgument: ArgumentType = {
  placeholder: "hh:mm",
  accepts: (text) => /^([01]?\d|2[0-3]):[0-5]\d$/.test(text),
};
/** `90` or `1:30`, at most 999 hours. */
const delayArgument: ArgumentType = {
  placeholder: "hhh:mm | <1-59940>",
  accepts: (text) => /^\d{1,3}:[0-5]\d$/.test(text) || integerArgument(1, 59_940).accepts(text),
};

/** `1:30` -> 90, `90` -> 90. */
function minutesOf(text: string): number {
  const [first = "0", second] = text.split(":");
  return second === undefined ? Number(first) : Number(first) * 60 + Number(second);
}

const confirmReload = async ({ confirm, print }: CommandContext): Promise<boolean> => {
  const isConfirmed = await confirm("Proceed with reload? [confirm]", "confirm");
  if (!isConfirmed) print("Reload canceled.");
  return isConfirmed;
};

const reloadNow: CommandHandler = async (context) => {
  if (!(await confirmReload(context))) return { failed: true };
  const answer = await context.ports.order({ type: "reload" });
  return answer.ok ? undefined : faultResult(answer.fault);
};

async function schedule(context: CommandContext, delayMs: number): Promise<CommandResult> {
  const { ports, print } = context;
  const at = ports.simulatedNow() + delayMs;
  for (const line of scheduledReloadLines({ at, inMs: delayMs, by: ports.requester })) print(line);
  if (!(await confirmReload(context))) return { failed: true };
  const answer = await ports.order({ type: "schedule-reload", delayMs });
  return answer.ok ? undefined : faultResult(answer.fault);
}

const reloadIn: CommandHandler = (context) =>
  schedule(context, minutesOf(context.args.delay ?? "") * MINUTE_MS);

/** The next time that the clock shows this, today or tomorrow. */
const reloadAt: CommandHandler = (context) => {
  const now = context.ports.simulatedNow();
  const due = minutesOf(context.args.time ?? "") * MINUTE_MS - (now % DAY_MS);
  return schedule(context, due > 0 ? due : due + DAY_MS);
};

const cancel: CommandHandler = async ({ ports, print }) => {
  const answer = await ports.order({ type: "cancel-reload" });
  if (!answer.ok) return faultResult(answer.fault);
  for (const line of ["", "***", "*** --- SHUTDOWN ABORTED ---", "***", ""]) print(line);
  return undefined;
};

const show: CommandHandler = ({ ports, print }) => {
  for (const line of showReload(ports.facts().scheduledReload)) print(line);
  return undefined;
};

const reloads = (handler: CommandHandler) => ({ command: { handler, mutates: true, streamsOutput: true } });

/** In exec mode. */
export const reloadCommands: GrammarNode[] = [
  word(
    "reload",
    "Reload the controller",
    [
      word("at", "Reload at a time of day", [
        argument("time", timeOfDayArgument, "Time of day, UTC", [], reloads(reloadAt)),
      ]),
      command("cancel", "Cancel the scheduled reload", cancel, { mutates: true }),
      word("in", "Reload after a time", [
        argument("delay", delayArgument, "Minutes, or hours and minutes", [], reloads(reloadIn)),
      ]),
    ],
    reloads(reloadNow),
  ),
];

/** `reload`, under `show`. */
export const showReloadNode: GrammarNode = command("reload", "The scheduled reload", show);
