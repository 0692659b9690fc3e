/** Single JSON documents by key. */
import type { Writer } from "./batch";
import type { PrismaClient } from "./generated/client";
import { toJson } from "./json";
import { unusable } from "./store-fault";
import type { DocumentStore } from "./store-types";

export function createDocumentStore(client: PrismaClient, writer: Writer): DocumentStore {
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
    put: (key, value) =>
      value === undefined
        ? writer.run(() => client.document.deleteMany({ where: { key } }))
        : writer.put("Document", ["key", "value"], [{ key, value: toJson(value) }]),
  };
}
