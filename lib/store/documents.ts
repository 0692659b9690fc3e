/** Single JSON documents by key. */
import type { Writer } from "./batch";
import type { PrismaClient } from "./generated/client";
import { toJson } from "./json";
import { unusable } from "./store-fault";
import type { DocumentStore } from "./store-types";
import type { Patience } from "./write-queue";

export function createDocumentStore(client: PrismaClient, writer: Writer): DocumentStore {
  const write = (key: string, value: unknown, patience: Patience): Promise<void> =>
    value === undefined
      ? writer.run(() => client.document.deleteMany({ where: { key } }), patience)
      : writer.put("Document", ["key", "value"], [{ key, value: toJson(value) }], patience);
  return {
    async get(key) {
      const row = await client.document.findUnique({ where: { key } });
      if (row === null) return undefined;
      try {
        return JSON.parse(row.value) as unknown;
      } catch {
        // Undefined would mean "never stored", and the caller would start over and overwrite the rest.
        throw unusable(`The stored ${key} cannot be read.`, "Restore a backup of the data folder.");
      }
    },
    put: (key, value) => write(key, value, "order"),
    keep: (key, value) => write(key, value, "keep"),
  };
}
