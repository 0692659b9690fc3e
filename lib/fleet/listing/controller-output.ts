/** `show version` and `show chassis`, as far as they tell who the controller is, and the small lines around listings. */
import { apNameSchema } from "@/lib/contracts/lab";
import { readVersion } from "./facts";

export const beginsVersion = (text: string): boolean => /^Cisco IOS[ -]XE Software, Version /i.test(text);
/** The last line of `show version`. */
export const endsVersion = (text: string): boolean => /^Configuration register is /i.test(text);

/** What a line of `show version` says of the controller; `release`: a version that no access point can run. */
export function readVersionLine(text: string): { name?: string; running?: string; release?: string } {
  const name = /^(\S{1,32}) uptime is /.exec(text)?.[1];
  if (name !== undefined) return controllerName(name);
  const version = /^Cisco IOS.*?\bVersion ([^\s,]+)/.exec(text)?.[1];
  if (version === undefined) return {};
  const running = readVersion(version);
  return running === undefined ? { release: version } : { running };
}

export const isChassis = (text: string): boolean =>
  /^Chassis\/Stack Mac Address\b|^Mac persistency wait time\b|^H\/W\s+Current$|^Chassis#\s+Role\b|^\*?\d{1,2}\s+(?:Active|Standby|Member)\s/i.test(
    text,
  );

/** `Number of APs: 5`, `Total number of APs  : 5`, and the dots of older releases. */
export function readTotal(text: string): { kind: "show ap summary" | "show ap image"; total: number } | null {
  const found = /^(total )?number of APs[ .:]{1,60}(\d{1,6})$/i.exec(text);
  if (found === null) return null;
  return { kind: found[1] === undefined ? "show ap summary" : "show ap image", total: Number(found[2]) };
}

const COMMAND =
  /^(?:do\s+)?(?:sh|sho|show|ter|term|terminal|en|enable|conf|configure|end|exit|wr|write|copy|clear|ping)(?:\s|$)/i;
const PROMPT = /^(?:\(?([A-Za-z0-9][\w. -]{0,62}?)\)?(?:\([\w-]{1,60}\))?)\s?[#>]\s*(.*)$/;

/** A prompt, with or without what was typed at it. The name is the controller's. */
export function readPrompt(text: string): { name?: string } | null {
  const [, name = "", command = ""] = PROMPT.exec(text) ?? [];
  return name !== "" && (command === "" || COMMAND.test(command)) ? controllerName(name) : null;
}

/** A command whose prompt was not copied. */
export const isCommand = (text: string): boolean => COMMAND.test(text);

const controllerName = (name: string): { name?: string } =>
  apNameSchema.safeParse(name).success ? { name } : {};

/** Lines that are part of a known output and say nothing of an access point. */
const ASIDES =
  /^(?:CC = Country Code|RD = Regulatory Domain|Number of APs|Global AP (?:Dot1x )?User Name\b.*|(?:Initiated|Downloading|Predownloading|Completed (?:pre)?downloading|Not Supported|Failed to Predownload|Predownload in progress)\s*:.*|Predownload (?:Status|Error)\s*:.*|\[ Chassis \S+ \] Installed Package.*|(?:State \(St\)|C - Activated)\b.*|Type\s+St\s+Filename\/Version|IMG\s+[A-Z]\s+\S+|Auto abort timer\b.*|Load for five secs\b.*|Time source is\b.*|Building configuration.*|\^)$/i;

export const isAside = (text: string): boolean => ASIDES.test(text);

/** What the controller prints when it did not take a command. */
export const isRefusal = (text: string): boolean => /^% ?[A-Z]/.test(text);
