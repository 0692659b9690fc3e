/**
 * Settings that automation tools type when they connect. They are kept and shown in the configuration, so that a tool
 * that compares configurations sees no difference. Only the enable secret has an effect.
 */
import { z } from "zod";

export const keptSettingsSchema = z.object({
  /** False after `no logging console`. */
  loggingConsole: z.boolean().default(true),
  /** The `exec-timeout` of a line (`con 0`, `vty 0 4`), as its arguments; absent: the default. */
  execTimeouts: z.record(z.string(), z.string()).default({}),
  /** The encrypted enable secret; null without one. */
  enableSecret: z.string().nullable().default(null),
});
export type KeptSettings = Readonly<z.infer<typeof keptSettingsSchema>>;

/** Nothing was typed yet. */
export const NO_KEPT_SETTINGS: KeptSettings = keptSettingsSchema.parse({});

/** The configuration lines; none for settings that have their defaults. */
export function keptConfigLines({ loggingConsole, enableSecret }: KeptSettings): string[] {
  return [
    ...(loggingConsole ? [] : ["no logging console"]),
    ...(enableSecret === null ? [] : [`enable secret 8 ${enableSecret}`]),
  ];
}

/** The configuration lines of console and terminal lines. */
export const keptLineConfig = ({ execTimeouts }: KeptSettings): string[] =>
  Object.entries(execTimeouts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([line, timeout]) => [`line ${line}`, ` exec-timeout ${timeout}`]);
