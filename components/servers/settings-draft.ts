/** The values of a server's settings form: which fields there are, their text, and their check. */
import { checkWith, type FormCheck, numberOrNaN } from "@/components/forms/draft";
import { catalogSettingsSchema } from "@/lib/contracts/catalog";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import type { ServerId } from "@/lib/contracts/server-ids";
import { type ServerSettings, sftpSettingsInputSchema, tftpSettingsSchema } from "@/lib/contracts/settings";

/** A setting that is a number. */
export type SettingField = {
  name: string;
  label: string;
  hint?: string;
  /** Stored in milliseconds, shown in seconds. */
  seconds?: true;
};

const schemas = {
  tftp: tftpSettingsSchema,
  sftp: sftpSettingsInputSchema,
  catalog: catalogSettingsSchema,
} as const;

/** The limits of uploads, the same for both servers. */
export const uploadFields: readonly SettingField[] = [
  { name: "maxUploadMb", label: "Largest file (MB)", hint: "Counts empty parts of sparse files, too." },
  {
    name: "uploadQuotaMb",
    label: "Quota (MB)",
    hint: "All files of the served folder, or of a user's home, together. 0 is no quota.",
  },
  { name: "freeReserveMb", label: "Keep free on disk (MB)", hint: "0 lets uploads fill the disk." },
];

/** All other numbers but the port, in the order of the form. */
export const limitFields: Record<ServerId, readonly SettingField[]> = {
  tftp: [
    {
      name: "maxBlockSize",
      label: "Maximum block size",
      hint: "Bytes. Larger requests get this size.",
    },
    { name: "maxWindowSize", label: "Maximum window size", hint: "Packets per acknowledgment." },
    { name: "maxTries", label: "Maximum transmissions", hint: "Of one packet. Then the transfer fails." },
    { name: "concurrent", label: "Concurrent transfers" },
    { name: "perAddress", label: "Concurrent transfers per address" },
    { name: "requestsPerSecond", label: "Requests per second", hint: "Per address." },
  ],
  sftp: [
    { name: "maxConnections", label: "Connections" },
    { name: "maxConnectionsPerAddress", label: "Connections per address" },
    { name: "maxConnectionsPerUser", label: "Connections per user" },
    {
      name: "maxUnauthenticated",
      label: "Connections before sign-in",
      hint: "Further connections are refused.",
    },
    {
      name: "maxUnauthenticatedPerSource",
      label: "Connections before sign-in per source",
      hint: "A source is an IPv4 address or an IPv6 /64.",
    },
    { name: "maxSessionsPerConnection", label: "Sessions per connection" },
    { name: "maxHandlesPerSession", label: "Open files per session" },
    {
      name: "maxLoginAttempts",
      label: "Failed sign-ins per connection",
      hint: "Then the connection is closed.",
    },
    { name: "blockAfterFailures", label: "Failed sign-ins before a block", hint: "Per address." },
    { name: "blockForMs", label: "Block duration", seconds: true },
    {
      name: "failureDelayMs",
      label: "Delay after a failed sign-in",
      hint: "Doubles each time, up to 8 times the delay.",
      seconds: true,
    },
    { name: "loginGraceMs", label: "Time to sign in", seconds: true },
    { name: "idleTimeoutMs", label: "Idle timeout", hint: "Then the client is disconnected.", seconds: true },
    { name: "drainMs", label: "Shutdown delay", hint: "For running transfers to finish.", seconds: true },
  ],
  catalog: [
    { name: "concurrent", label: "Concurrent downloads" },
    { name: "perAddress", label: "Concurrent downloads per address" },
    { name: "requestsPerSecond", label: "Requests per second", hint: "Per address." },
    { name: "maxConnections", label: "Connections" },
    { name: "maxConnectionsPerAddress", label: "Connections per address" },
    { name: "tokenMs", label: "Token lifetime", hint: "Then the client signs in again.", seconds: true },
    { name: "blockAfterFailures", label: "Failed sign-ins before a block", hint: "Per address." },
    { name: "blockForMs", label: "Block duration", seconds: true },
    {
      name: "failureDelayMs",
      label: "Delay after a failed sign-in",
      hint: "Doubles each time, up to 8 times the delay.",
      seconds: true,
    },
    { name: "requestMs", label: "Time to send a request", seconds: true },
    { name: "idleTimeoutMs", label: "Idle timeout", hint: "Then the client is disconnected.", seconds: true },
    { name: "drainMs", label: "Shutdown delay", hint: "For running downloads to finish.", seconds: true },
  ],
};

const inSeconds = new Set(
  Object.values(limitFields)
    .flat()
    .flatMap((field) => (field.seconds ? [field.name] : [])),
);
/** Settings that are text; all others but switches are numbers. */
const texts = new Set(["address", "dataPorts", "rootFolder", "writes", "addressRules", "remapRules"]);

/** Settings as the server's row has them. */
export type SettingValues = Readonly<Record<string, string | number | boolean>>;
/** The typed values: switches are booleans, all others are text. */
export type SettingsDraft = Readonly<Record<string, string | boolean>>;

/** A setting as its field shows it. */
export const fieldText = (name: string, value: string | number | boolean): string =>
  typeof value === "number" && inSeconds.has(name) ? String(value / 1000) : String(value);

/** The form's values for the given settings. */
export const draftOfSettings = (settings: SettingValues): SettingsDraft =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === "boolean" ? value : fieldText(name, value),
    ]),
  );

function typedValue(name: string, typed: string | boolean): string | number | boolean {
  if (typeof typed === "boolean") return typed;
  if (name === "rootFolder") return foldImagePath(typed);
  if (texts.has(name)) return typed;
  const number = numberOrNaN(typed);
  return inSeconds.has(name) ? Math.round(number * 1000) : number;
}

/** Whether two contents of a field are the same setting, for example `600` and `600.0`. */
export const isSameSetting = (name: string, a: string | boolean, b: string | boolean): boolean =>
  typedValue(name, a) === typedValue(name, b);

/** Checks the typed values with the contract. */
export function checkSettings(server: ServerId, draft: SettingsDraft): FormCheck<ServerSettings> {
  const values = Object.fromEntries(
    Object.entries(draft).map(([name, typed]) => [name, typedValue(name, typed)]),
  );
  const { input, errors } = checkWith<(typeof schemas)[ServerId]>(schemas[server], values);
  return { input: input && ({ server, ...input } as ServerSettings), errors };
}
