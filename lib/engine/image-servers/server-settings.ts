/**
 * The image servers' settings as they are kept: only what an operator changed, so that everything else goes on
 * following the environment and the defaults. And whether a server is meant to run at all.
 */
import { z } from "zod";
import type { ServerId } from "@/lib/contracts/settings";
import type { DocumentStore } from "@/lib/store/store-types";

const DOCUMENT = "image-servers";

const storedSchema = z.object({ enabled: z.boolean(), changed: z.record(z.string(), z.unknown()) });
const documentSchema = z.record(z.string(), storedSchema);
type Stored = z.infer<typeof storedSchema>;

/** Values are compared as they are: settings are numbers, texts and booleans. */
export type PlainSettings = Record<string, string | number | boolean>;

export type SettingsDocument = {
  read(server: ServerId): Stored;
  write(server: ServerId, stored: Stored): Promise<void>;
};

/** What cannot be read counts as never changed: a server with default settings is better than none. */
export async function openServerSettings(documents: DocumentStore): Promise<SettingsDocument> {
  const parsed = documentSchema.safeParse((await documents.get(DOCUMENT)) ?? {});
  let all = parsed.success ? parsed.data : {};
  return {
    read: (server: ServerId) => all[server] ?? { enabled: true, changed: {} },
    async write(server, stored) {
      const next = { ...all, [server]: stored };
      await documents.put(DOCUMENT, next);
      all = next;
    },
  };
}

/** The settings that differ from the defaults: these, and no others, were changed by the operator. */
export function changedSettings<S extends PlainSettings>(settings: S, defaults: S): Partial<S> {
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => value !== defaults[name]),
  ) as Partial<S>;
}

/** Defaults with the stored changes over them, each checked alone: one that no longer fits is left out. */
export function settingsInForce<S extends PlainSettings>(
  schema: z.ZodObject & z.ZodType<S>,
  defaults: S,
  changed: Record<string, unknown>,
): S {
  const fitting = Object.entries(changed).flatMap(([name, value]) => {
    const checked = schema.shape[name]?.safeParse(value);
    return checked?.success ? [[name, checked.data]] : [];
  });
  return { ...defaults, ...Object.fromEntries(fitting) };
}
