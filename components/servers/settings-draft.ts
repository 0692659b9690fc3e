/** A server's settings as they are being typed: which fields there are, their text, and what the contract says to it. */
import {
  type ServerId,
  type ServerSettings,
  sftpSettingsInputSchema,
  tftpSettingsSchema,
} from "@/lib/contracts/settings";

export type SettingField = {
  name: string;
  label: string;
  hint?: string;
  /** Kept in milliseconds, shown in seconds. */
  seconds?: true;
};

const schemas = { tftp: tftpSettingsSchema, sftp: sftpSettingsInputSchema } as const;

/** Everything but address, port and switches, in the order of the form. */
export const limitFields: Record<ServerId, readonly SettingField[]> = {
  tftp: [
    {
      name: "maxBlockSize",
      label: "Largest block size",
      hint: "Bytes. A client that asks for more gets this.",
    },
    { name: "maxWindowSize", label: "Largest window", hint: "Packets per acknowledgement." },
    { name: "maxTries", label: "Sends of one packet", hint: "Then the transfer is given up." },
    { name: "concurrent", label: "Transfers at once" },
    { name: "perAddress", label: "Transfers at once per address" },
    { name: "requestsPerSecond", label: "Requests per second", hint: "Of one address." },
  ],
  sftp: [
    { name: "maxConnections", label: "Connections" },
    { name: "maxConnectionsPerAddress", label: "Connections per address" },
    { name: "maxConnectionsPerUser", label: "Connections per user" },
    { name: "maxUnauthenticated", label: "Connections without login", hint: "One more is refused." },
    { name: "maxSessionsPerConnection", label: "Sessions per connection" },
    { name: "maxHandlesPerSession", label: "Open files per session" },
    { name: "maxLoginAttempts", label: "Failed logins per connection", hint: "Then it is closed." },
    { name: "blockAfterFailures", label: "Failed logins that block", hint: "Of one address." },
    { name: "blockForMs", label: "Blocked for", seconds: true },
    {
      name: "failureDelayMs",
      label: "Delay of a failed login",
      hint: "Doubles, up to 8 times.",
      seconds: true,
    },
    { name: "loginGraceMs", label: "Time to log in", seconds: true },
    { name: "idleTimeoutMs", label: "Idle time", hint: "Then it is disconnected.", seconds: true },
    { name: "drainMs", label: "Wait at a stop", hint: "For running transfers.", seconds: true },
  ],
};

const inSeconds = new Set(
  Object.values(limitFields)
    .flat()
    .flatMap((field) => (field.seconds ? [field.name] : [])),
);

export type Values = Readonly<Record<string, string | number | boolean>>;
/** Only what was touched; the rest follows the server's row. */
export type SettingsDraft = Readonly<Record<string, string | boolean>>;

/** A setting as it stands in its field. */
export const fieldText = (name: string, value: string | number | boolean): string =>
  typeof value === "number" && inSeconds.has(name) ? String(value / 1000) : String(value);

function typedValue(name: string, typed: string | boolean, before: string | number | boolean | undefined) {
  if (typeof typed === "boolean" || typeof before !== "number") return typed;
  const text = typed.trim();
  const number = text === "" ? Number.NaN : Number(text);
  return inSeconds.has(name) ? Math.round(number * 1000) : number;
}

/** What was typed and differs from what is in force: only that is a change. */
export const draftChanges = (draft: SettingsDraft, settings: Values): string[] =>
  Object.keys(draft).filter((name) => typedValue(name, draft[name] ?? "", settings[name]) !== settings[name]);

export type CheckedSettings = {
  /** Undefined while a field is not right. */
  settings: ServerSettings | undefined;
  errors: Readonly<Record<string, readonly string[]>>;
};

export function checkSettings(server: ServerId, settings: Values, draft: SettingsDraft): CheckedSettings {
  const values: Record<string, unknown> = { ...settings };
  for (const [name, typed] of Object.entries(draft)) values[name] = typedValue(name, typed, settings[name]);
  const parsed = schemas[server].safeParse(values);
  if (parsed.success) return { settings: { server, ...parsed.data } as ServerSettings, errors: {} };
  const errors: Record<string, string[]> = {};
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0] ?? "");
    if (!errors[name]?.includes(message)) errors[name] = [...(errors[name] ?? []), message];
  }
  return { settings: undefined, errors };
}
