/** Facts read from image files, stored so that a start need not read gigabytes again. */
import type { CatalogPort } from "@/lib/images/catalog";
import type { Writer } from "./batch";
import type { PrismaClient } from "./generated/client";
import { fromJson, toJson } from "./json";

const columns = ["path", "sizeBytes", "modifiedAt", "facts"] as const;

export function createCatalogStore(client: PrismaClient, writer: Writer): CatalogPort {
  return {
    async load() {
      const rows = await client.catalogFile.findMany();
      return rows.map((row) => ({ ...row, facts: fromJson(row.facts) }));
    },
    save: (entries) =>
      writer.put(
        "CatalogFile",
        columns,
        entries.map((entry) => ({ ...entry, facts: toJson(entry.facts) })),
      ),
    forget: (paths) =>
      writer.run(() => client.catalogFile.deleteMany({ where: { path: { in: [...paths] } } })),
  };
}
