/** Parses what identifies the controller (`show version`, `show chassis`, prompts) and recognizes lines around listings. */
import { hostNameSchema } from "@/lib/contracts/lab";
import { parseVersion } from "./field-parsers";

/** Whether the line is the first one of `show version`. */
export const isVersionStart = (text: string): boolean => /^Cisco IOS[ -]XE Software, Version /i.test(text);
/** Whether the line is the last one of `show version`. */
export const isVersionEnd = (text: string): boolean => /^Configuration register is /i.test(text);

/**
 * The controller's name or version, if this line of `show version` has it. `release` is a version that is not in the
 * four-number form of access point versions. Our own controller prints that form in a line of its own.
 */
export function parseVersionLine(text: string): { name?: string; running?: string; release?: string } {
  const name = /^(\S{1,63}) uptime is /.exec(text)?.[1];
  if (name !== undefined) return controllerName(name);
  const version = /^(?:Cisco IOS.*?\bVersion|Image build) ([^\s,]+)/.exec(text)?.[1];
  if (version === undefined) return {};
  const running = parseVersion(version);
  return running === undefined ? { release: version } : { running };
}

/** Whether the line belongs to `show chassis`. */
export const isChassisLine = (text: string): boolean =>
  /^Chassis\/Stack Mac Address\b|^Mac persistency wait time\b|^H\/W\s+Current$|^Chassis#\s+Role\b|^\*?\d{1,2}\s+(?:Active|Standby|Member)\s/i.test(
    text,
  );

/** The total that a listing announces: `Number of APs: 5`, `Total number of APs  : 5`, or with the dots of older releases. */
export function parseTotal(
  text: string,
): { kind: "show ap summary" | "show ap image"; total: number } | null {
  const found = /^(total )?number of APs[ .:]{1,60}(\d{1,6})$/i.exec(text);
  if (found === null) return null;
  return { kind: found[1] === undefined ? "show ap summary" : "show ap image", total: Number(found[2]) };
}

const COMMAND =
  /^(?:do\s+)?(?:sh|sho|show|ter|term|terminal|en|enable|conf|configure|end|exit|wr|write|copy|clear|ping)(?:\s|$)/i;
const PROMPT = /^(?:\(?([A-Za-z0-9][\w. -]{0,62}?)\)?(?:\([\w-]{1,60}\))?)\s?[#>]\s*(.*)$/;

/** Parses a prompt, with or without a command after it. The name is the controller's. */
export function parsePrompt(text: string): { name?: string } | null {
  const [, name = "", command = ""] = PROMPT.exec(text) ?? [];
  return name !== "" && (command === "" || COMMAND.test(command)) ? controllerName(name) : null;
}

/** Whether the line is a command that was copied without its prompt. */
export const isCommand = (text: string): boolean => COMMAND.test(text);

const controllerName = (name: string): { name?: string } =>
  hostNameSchema.safeParse(name).success ? { name } : {};

/** Lines of known outputs that do not describe an access point. */
const IGNORED =
  /^(?:CC = Country Code|RD = Regulatory Domain|Number of APs|Global AP (?:Dot1x )?User Name\b.*|(?:Initiated|Downloading|Predownloading|Completed (?:pre)?downloading|Not Supported|Failed to Predownload|Predownload in progress)\s*:.*|Predownload (?:Status|Error)\s*:.*|\[ Chassis \S+ \] Installed Package.*|(?:State \(St\):|C - Activated\b).*|Type\s+St\s+Filename\/Version|IMG\s+[A-Z]\s+\S+|Auto abort timer\b.*|Load for five secs\b.*|Time source is\b.*|Building configuration.*|\^)$/i;

/** Whether the line is known to hold nothing about an access point, such as a legend or a counter. */
export const isIgnorable = (text: string): boolean => IGNORED.test(text);

/** Whether the line is an error message of the command line, such as `% Invalid input`. */
export const isCliError = (text: string): boolean => /^% ?[A-Z]/.test(text);
