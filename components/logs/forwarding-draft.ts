/** Forwarding as it is being typed and as it is said: choices by name, what the contract says, the state in words. */

import {
  type ForwardingRow,
  type ForwardingSettings,
  facilityNames,
  forwardingSettingsSchema,
  type SyslogTransport,
} from "@/lib/contracts/forwarding";
import { hostPort } from "@/lib/kit/host-port";
import { ALL_SEVERITIES, severityOptions } from "./log-filter";

/** Only what was touched, as it stands in its field; the rest follows what is saved. */
export type ForwardingDraft = Partial<{
  enabled: boolean;
  address: string;
  port: string;
  transport: SyslogTransport;
  facility: string;
  severity: string;
}>;
export type ForwardingField = keyof ForwardingDraft;
type Fields = Required<ForwardingDraft>;

export const facilityOptions = facilityNames.map((name, i) => ({
  value: String(i),
  label: `${name} (${i})`,
}));

/** From all lines to only the worst, in the words of the page's filter. */
export const forwardedSeverities = severityOptions.map(({ value, label }) =>
  value === ALL_SEVERITIES ? { value: "7", label } : { value, label },
);

export const transportOptions: { value: SyslogTransport; label: string }[] = [
  { value: "udp", label: "UDP" },
  { value: "tcp", label: "TCP" },
];

export const fieldsOf = (settings: ForwardingSettings, draft: ForwardingDraft): Fields => ({
  enabled: settings.enabled,
  address: settings.address,
  port: String(settings.port),
  transport: settings.transport,
  facility: String(settings.facility),
  severity: String(settings.severity),
  ...draft,
});

/** What was typed and differs from what is saved: only that is a change. */
export function isChanged(settings: ForwardingSettings, draft: ForwardingDraft): boolean {
  const saved = fieldsOf(settings, {});
  return Object.entries(fieldsOf(settings, draft)).some(
    ([field, value]) => String(value).trim() !== String(saved[field as ForwardingField]),
  );
}

export type CheckedForwarding = {
  /** Undefined while a field is not right. */
  settings: ForwardingSettings | undefined;
  errors: Partial<Record<ForwardingField, readonly string[]>>;
};

export function checkForwarding(fields: Fields): CheckedForwarding {
  // A number in another spelling (1e3, 0x202) is a slip of the hand.
  const port = /^\d{1,5}$/.test(fields.port.trim()) ? Number(fields.port) : Number.NaN;
  const parsed = forwardingSettingsSchema.safeParse({ ...fields, port });
  if (parsed.success) return { settings: parsed.data, errors: {} };
  const errors: Partial<Record<ForwardingField, string[]>> = {};
  for (const { path, message } of parsed.error.issues) {
    const field = path[0] as ForwardingField;
    errors[field] ??= [message];
  }
  return { settings: undefined, errors };
}

/** `192.0.2.9:514 over UDP`, `[2001:db8::9]:514 over TCP` */
export function collectorText({
  address,
  port,
  transport,
}: Pick<ForwardingSettings, "address" | "port" | "transport">): string {
  return `${hostPort(address, port)} over ${transport.toUpperCase()}`;
}

/** The whole state in one line. */
export function statusText(row: ForwardingRow): string {
  const to = collectorText(row.settings);
  switch (row.state) {
    case "off":
      return "Forwarding: off";
    case "connecting":
      return `Forwarding: connecting to ${to}`;
    case "sending":
      return [`Forwarding to ${to}`, countsText(row)].join(", ");
    case "failing":
      return `Forwarding fails: ${row.fault?.message ?? to}`;
  }
}

/** `1,234 sent, 12 waiting, 3 lost`; what is none is left out, but for what was sent. */
export function countsText({ sent, waiting, dropped }: ForwardingRow): string {
  const count = (number: number, word: string) => `${number.toLocaleString("en")} ${word}`;
  return [
    count(sent, "sent"),
    waiting > 0 && count(waiting, "waiting"),
    dropped > 0 && count(dropped, "lost"),
  ]
    .filter(Boolean)
    .join(", ");
}
