/** Takes blocks of labels and values out of pasted text, so that what is left are tables and lines that nobody knows. */
import { configBlockName, takeConfigLine } from "./ap-config";
import { ApConsoleReader } from "./ap-console";
import { isImageHeading } from "./ap-image";
import type { ApFields } from "./ap-record";
import { isSummaryHeading } from "./ap-summary";
import { takeInstallLine, takeInventoryLine, takeProfileLine } from "./controller-blocks";
import { isCommand, isIgnorable, isVersionStart, parsePrompt, parseTotal } from "./controller-output";
import type { ApDetails, BlockKind, TakenBlocks } from "./known-block";
import type { Line } from "./lines";

type ConfigBlock = { name: string; fields: ApFields; details: ApDetails; lines: number[] };

/** Whether another output begins here, so that a block of labels and values ends. */
const beginsAnother = (text: string): boolean =>
  parsePrompt(text) !== null ||
  isImageHeading(text) ||
  isSummaryHeading(text) ||
  isVersionStart(text) ||
  parseTotal(text) !== null ||
  /^\[ Chassis /.test(text) ||
  (isCommand(text) && !text.includes(":"));

/** The lines that belong to no block, with their numbers, and what the blocks say. Never throws. */
export function takeBlocks(lines: readonly Line[]): { rest: Line[]; blocks: TakenBlocks } {
  const blocks: TakenBlocks = { kinds: new Set(), records: [], details: [], controller: {} };
  const console = new ApConsoleReader();
  const rest: Line[] = [];
  let config: ConfigBlock | null = null;
  const endConfig = () => {
    if (config === null) return;
    const { name, fields, details, lines: numbers } = config;
    blocks.records.push({ name, ...fields, lines: numbers });
    blocks.details.push({ name, ...details });
    config = null;
  };
  const isKind = (kind: BlockKind, taken: boolean): boolean => {
    if (taken) blocks.kinds.add(kind);
    return taken;
  };
  for (const line of lines) {
    const text = line.text.trim();
    const name = configBlockName(text);
    if (name !== undefined) {
      endConfig();
      config = { name, fields: {}, details: {}, lines: [...line.numbers] };
      isKind("show ap config general", true);
      continue;
    }
    if (config !== null && text !== "" && beginsAnother(text)) endConfig();
    if (config !== null) {
      takeConfigLine(text, config.fields, config.details);
      continue;
    }
    const prompt = apPrompt(text);
    if (prompt !== undefined) console.promptOf(prompt);
    const isTaken =
      isKind("show install summary", takeInstallLine(text, blocks.controller)) ||
      isKind("show inventory", takeInventoryLine(text, blocks.controller)) ||
      isKind("image download profile", takeProfileLine(text, blocks.controller)) ||
      isKind("AP console", console.take(text));
    if (!isTaken || isIgnorable(text)) rest.push(line);
  }
  endConfig();
  blocks.details.push(...console.found);
  return { rest, blocks };
}

/** The name in the prompt of an access point's own console, such as `AP501C.B0BC.1448#show logging`. */
const apPrompt = (text: string): string | undefined => /^([!-~]{1,32}?)[#>](?:\s|show|$)/.exec(text)?.[1];
