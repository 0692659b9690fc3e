/** The values of the forwarding form, their check, and the state of forwarding in words. */

import { checkWith, type FormCheck } from "@/components/forms/draft";
import {
  type ForwardingRow,
  type ForwardingSettings,
  facilityNames,
  forwardingSettingsSchema,
  type SyslogTransport,
} from "@/lib/contracts/forwarding";
import { hostAndPort } from "@/lib/kit/host-and-port";
import { grouped } from "@/lib/kit/number-text";
import { ALL_SEVERITIES, severityOptions } from "./log-filter";

/** The values of the form. */
export type ForwardingDraft = {
  enabled: boolean;
  address: string;
  port: string;
  transport: SyslogTransport;
  facility: string;
  severity: string;
};

/** The facilities of RFC 5424, by name and number. */
export const facilityOptions = facilityNames.map((name, i) => ({
  value: String(i),
  label: `${name} (${i})`,
}));

/** From all lines to only the most severe, in the words of the page's filter. */
export const forwardedSeverities = severityOptions.map(({ value, label }) =>
  value === ALL_SEVERITIES ? { value: "7", label } : { value, label },
);

/** The transports. */
export const transportOptions: { value: SyslogTransport; label: string }[] = [
  { value: "udp", label: "UDP" },
  { value: "tcp", label: "TCP" },
];

/** The form's values for the given settings. */
export const draftOfForwarding = (settings: ForwardingSettings): ForwardingDraft => ({
  enabled: settings.enabled,
  address: settings.address,
  port: String(settings.port),
  transport: settings.transport,
  facility: String(settings.facility),
  severity: String(settings.severity),
});

/** Checks the values with the contract. */
export function checkForwarding(draft: ForwardingDraft): FormCheck<ForwardingSettings> {
  // Number() also reads 1e3 and 0x202, which are typing errors here.
  const port = /^\d{1,5}$/.test(draft.port.trim()) ? Number(draft.port) : Number.NaN;
  return checkWith(forwardingSettingsSchema, { ...draft, port });
}

/** `192.0.2.9:514 over UDP`, `[2001:db8::9]:514 over TCP` */
export function collectorText({
  address,
  port,
  transport,
}: Pick<ForwardingSettings, "address" | "port" | "transport">): string {
  return `${hostAndPort(address, port)} over ${transport.toUpperCase()}`;
}

/** The state in one line. */
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
      return `Forwarding failed: ${row.fault?.message ?? to}`;
  }
}

/** `1,234 sent, 12 waiting, 3 lost`; zeros are left out, except for `sent`. */
export function countsText({ sent, waiting, dropped }: ForwardingRow): string {
  const count = (number: number, word: string) => `${grouped(number)} ${word}`;
  return [
    count(sent, "sent"),
    waiting > 0 && count(waiting, "waiting"),
    dropped > 0 && count(dropped, "lost"),
  ]
    .filter(Boolean)
    .join(", ");
}
