/**
 * Encodes syslog messages (RFC 5424) for UDP (RFC 5426) and TCP (RFC 6587). Whatever a field contains, the result is valid
 * by the grammar of RFC 5424 §6.
 */
import { printable } from "@/lib/kit/text";

/** One SD-ELEMENT (RFC 5424 §6.3.1): its id and its parameters. */
export type StructuredElement = { id: string; parameters: Readonly<Record<string, string>> };

/** A header field that is null or empty becomes NILVALUE. */
export type SyslogMessage = {
  /** 0 to 23, RFC 5424 §6.2.1. */
  facility: number;
  /** 0 to 7. */
  severity: number;
  /** Milliseconds since the epoch; null when the time is unknown. */
  at: number | null;
  hostname: string | null;
  appName: string | null;
  procId: string | null;
  msgId: string | null;
  structured: readonly StructuredElement[];
  text: string;
};

/** The size that every receiver should accept (RFC 5424 §6.1, RFC 5426 §3.2). */
export const MAX_MESSAGE_BYTES = 2048;

const NIL = "-";
// RFC 5424 §6.4: a MSG in UTF-8 starts with a byte order mark.
const BOM = "\u{feff}";
const encoder = new TextEncoder();

/**
 * The message in at most `maxBytes` (a header needs up to 500). Elements of structured data that do not fit are left out;
 * the text is cut between two characters.
 */
export function encodeSyslog(message: SyslogMessage, maxBytes: number = MAX_MESSAGE_BYTES): Uint8Array {
  const header = headerOf(message);
  const room = maxBytes - header.length - 1;
  const data = structuredText(message.structured, room);
  const start = encoder.encode(`${header} ${data}`);
  const text = printable(message.text);
  if (text === "") return start;
  return joined(start, fitting(encoder.encode(` ${BOM}${text}`), maxBytes - start.length));
}

/** RFC 6587 §3.4.1: the length in octets before each message, so that a line break in it ends nothing. */
export const octetCounted = (message: Uint8Array): Uint8Array =>
  joined(encoder.encode(`${message.length} `), message);

function headerOf({ facility, severity, at, hostname, appName, procId, msgId }: SyslogMessage): string {
  const priority = within(facility, 23) * 8 + within(severity, 7);
  // Lengths: RFC 5424 §6.
  const fields = [field(hostname, 255), field(appName, 48), field(procId, 128), field(msgId, 32)];
  return [`<${priority}>1`, timestamp(at), ...fields].join(" ");
}

const within = (value: number, most: number): number =>
  Number.isInteger(value) ? Math.min(Math.max(value, 0), most) : most;

/** RFC 5424 §6.2.3: four digits of year, UTC, milliseconds. */
function timestamp(at: number | null): string {
  const date = new Date(at ?? Number.NaN);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString() : NIL;
}

/** A field of PRINTUSASCII: other characters become `_`, because a space would begin the next field. */
const field = (text: string | null, most: number): string =>
  text === null ? NIL : text.replace(/[^\x21-\x7e]/gu, "_").slice(0, most) || NIL;

// SD-NAME (RFC 5424 §6.3): PRINTUSASCII without the characters that end a name.
const name = (text: string): string => field(text.replace(/[="\]]/g, "_"), 32);

function structuredText(elements: readonly StructuredElement[], room: number): string {
  let text = "";
  let bytes = 0;
  for (const { id, parameters } of elements) {
    const pairs = Object.entries(parameters).map(([key, value]) => ` ${name(key)}="${escaped(value)}"`);
    const element = `[${name(id)}${pairs.join("")}]`;
    const size = encoder.encode(element).length;
    if (bytes + size > room) continue;
    text += element;
    bytes += size;
  }
  return text || NIL;
}

// RFC 5424 §6.3.3
const escaped = (value: string): string => printable(value).replace(/["\\\]]/g, "\\$&");

/** As many whole characters as fit; nothing when only the space and the byte order mark would fit. */
function fitting(text: Uint8Array, room: number): Uint8Array {
  if (text.length <= room) return text;
  let end = Math.max(room, 0);
  // 10xxxxxx continues a character (RFC 3629 §3).
  while (end > 0 && ((text[end] ?? 0) & 0xc0) === 0x80) end--;
  return text.subarray(0, end > encoder.encode(` ${BOM}`).length ? end : 0);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
