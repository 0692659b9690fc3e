/** Stored access points, each with its behavior and the state of its machine. */
import type { Writer } from "./batch";
import type { PrismaClient } from "./generated/client";
import type { AccessPointModel } from "./generated/models";
import { fromJson, toJson } from "./json";
import type { ApStore, StoredAp } from "./store-types";

const columns = ["id", "name", "model", "ip", "ethernetMac", "behavior", "machine"] as const;

const toRow = (ap: StoredAp): AccessPointModel => ({
  id: ap.id,
  name: ap.name,
  model: ap.model,
  ip: ap.ip,
  ethernetMac: ap.ethernetMac,
  behavior: toJson(ap.behavior),
  machine: toJson(ap.machine),
});

const fromRow = (row: AccessPointModel): StoredAp => ({
  ...row,
  behavior: fromJson(row.behavior),
  machine: fromJson(row.machine),
});

export function createApStore(client: PrismaClient, writer: Writer): ApStore {
  return {
    all: async () => (await client.accessPoint.findMany({ orderBy: { id: "asc" } })).map(fromRow),
    upsert: (aps) => writer.put("AccessPoint", columns, aps.map(toRow)),
    remove: (ids) => writer.run(() => client.accessPoint.deleteMany({ where: { id: { in: [...ids] } } })),
  };
}
