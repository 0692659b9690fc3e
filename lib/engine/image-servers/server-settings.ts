/**
 * Stores, for each image server, whether it is enabled and the settings that an operator changed. All other settings
 * follow the environment and the defaults.
 */

import { z } from "zod";
import type { ServerId } from "@/lib/contracts/server-ids";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";

const DOCUMENT = "image-servers";

const storedSchema = z.object({ enabled: z.boolean(), changed: z.record(z.string(), z.unknown()) });
const documentSchema = z.record(z.string(), storedSchema);
type Stored = z.infer<typeof storedSchema>;

/** Settings are plain values, so that they can be compared with `===`. */
export type PlainSettings = Record<string, string | number | boolean>;

/** Whether a server starts with the program as long as nobody has started or stopped it. */
export const isEnabledAtFirst: Readonly<Record<ServerId, boolean>> = {
  tftp: true,
  sftp: true,
  // A lab that upgrades by TFTP or SFTP needs no third server.
  catalog: false,
};

/** The stored settings of all servers. */
export type SettingsDocument = {
  read(server: ServerId): Stored;
  write(server: ServerId, stored: Stored): Promise<void>;
};

/** @throws FaultError `store-unusable` when the stored settings cannot be read: by default, more may be allowed */
export async function openServerSettings(documents: DocumentStore): Promise<SettingsDocument> {
  let all = (await readDocument(documents, DOCUMENT, "settings of the image servers", documentSchema)) ?? {};
  return {
    read: (server: ServerId) => all[server] ?? { enabled: isEnabledAtFirst[server], changed: {} },
    async write(server, stored) {
      const next = { ...all, [server]: stored };
      await documents.put(DOCUMENT, next);
      all = next;
    },
  };
}

/** The settings that differ from the defaults. */
export function changedSettings<S extends PlainSettings>(settings: S, defaults: S): Partial<S> {
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => value !== defaults[name]),
  ) as Partial<S>;
}

/** The defaults with the stored changes. Each change is validated alone; one that is no longer valid is ignored. */
export function effectiveSettings<S extends PlainSettings>(
  schema: z.ZodObject & z.ZodType<S>,
  defaults: S,
  changed: Record<string, unknown>,
): S {
  const valid = Object.entries(changed).flatMap(([name, value]) => {
    const parsed = schema.shape[name]?.safeParse(value);
    return parsed?.success ? [[name, parsed.data]] : [];
  });
  return { ...defaults, ...Object.fromEntries(valid) };
}
