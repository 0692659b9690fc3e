/**
 * Settings that automation tools type when they connect. They are stored and shown in the configuration, so that a tool
 * that compares configurations sees no difference. Only the enable secret and RESTCONF have an effect.
 */
import { z } from "zod";
import { descriptionSchema } from "@/lib/contracts/profile-fields";
import { secret } from "@/lib/contracts/secret";

export const managementSettingsSchema = z.object({
  /** False after `no logging console`. */
  loggingConsole: z.boolean().default(true),
  /** The `exec-timeout` of a line (`con 0`, `vty 0 4`), as its arguments; absent: the default. */
  execTimeouts: z.record(z.string(), z.string()).default({}),
  /** The encrypted enable secret; null without one. */
  enableSecret: secret(z.string().nullable()).default(null),
  /** Whether the controller answers RESTCONF. */
  restconf: z.boolean().default(false),
  /** Of the image download profile; null without one. */
  profileDescription: descriptionSchema.nullable().default(null),
});
export type ManagementSettings = Readonly<z.infer<typeof managementSettingsSchema>>;

/** Nothing was typed yet. */
export const DEFAULT_MANAGEMENT_SETTINGS: ManagementSettings = managementSettingsSchema.parse({});

/** The configuration lines; none for settings that have their defaults. */
export function managementConfigLines({
  loggingConsole,
  enableSecret,
  restconf,
}: ManagementSettings): string[] {
  return [
    ...(loggingConsole ? [] : ["no logging console"]),
    ...(enableSecret === null ? [] : [`enable secret 8 ${enableSecret}`]),
    ...(restconf ? ["restconf"] : []),
  ];
}

/** The configuration lines of console and terminal lines. */
export const lineConfigLines = ({ execTimeouts }: ManagementSettings): string[] =>
  Object.entries(execTimeouts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([line, timeout]) => [`line ${line}`, ` exec-timeout ${timeout}`]);
