/** Forwarding of the controller's syslog to a collector: RFC 5424 messages over UDP (RFC 5426) or TCP (RFC 6587). */
import { z } from "zod";
import type { Fault } from "./fault";
import { isIpv4, isIpv6 } from "./profile-fields";

export const syslogTransports = ["udp", "tcp"] as const;
export type SyslogTransport = (typeof syslogTransports)[number];

/** Facilities of RFC 5424 §6.2.1 in the order of their numbers, by their usual names. */
export const facilityNames = [
  "kern",
  "user",
  "mail",
  "daemon",
  "auth",
  "syslog",
  "lpr",
  "news",
  "uucp",
  "cron",
  "authpriv",
  "ftp",
  "ntp",
  "audit",
  "alert",
  "clock",
  "local0",
  "local1",
  "local2",
  "local3",
  "local4",
  "local5",
  "local6",
  "local7",
] as const;

/** Severities of RFC 5424 §6.2.1 in the order of their numbers, in the words of the controller's `logging` command. */
export const severityNames = [
  "emergencies",
  "alerts",
  "critical",
  "errors",
  "warnings",
  "notifications",
  "informational",
  "debugging",
] as const;

/** Wildcard and broadcast addresses: no single collector has them. */
const NOT_ONE_HOST: ReadonlySet<string> = new Set(["0.0.0.0", "::", "255.255.255.255"]);

export const forwardingSettingsSchema = z.object({
  enabled: z.boolean(),
  address: z
    .string()
    .trim()
    .refine((text) => isIpv4(text) || isIpv6(text), "Enter the IPv4 or IPv6 address of the collector.")
    .refine((text) => !NOT_ONE_HOST.has(text), "Enter the address of a single host."),
  port: z.coerce
    .number({ error: "Enter a port from 1 to 65535." })
    .int("Enter a port from 1 to 65535.")
    .min(1, "Enter a port from 1 to 65535.")
    .max(65_535, "Enter a port from 1 to 65535."),
  transport: z.enum(syslogTransports),
  /** RFC 5424 §6.2.1; IOS uses 23, local7. */
  facility: z.coerce.number().int().min(0).max(23),
  /** Only lines of this severity or worse; a smaller number is worse. */
  severity: z.coerce.number().int().min(0).max(7),
});
export type ForwardingSettings = z.infer<typeof forwardingSettingsSchema>;

/** The settings of a console that has never changed them. */
export const DEFAULT_FORWARDING: ForwardingSettings = {
  enabled: false,
  address: "127.0.0.1",
  port: 514,
  transport: "udp",
  facility: 23,
  severity: 6,
};

/** The one row of topic `forwarding`. */
export type ForwardingRow = {
  settings: ForwardingSettings;
  /** UDP is `sending` as long as the system accepts the datagrams: a collector does not acknowledge them. */
  state: "off" | "connecting" | "sending" | "failing";
  fault: Fault | null;
  /** Messages since the program started. */
  sent: number;
  /** Messages dropped because the collector was unreachable for too long. */
  dropped: number;
  /** Messages that wait for the connection. */
  waiting: number;
};
