/** Deliveries to webhooks: what is to be sent, and what became of it. Webhooks themselves are a document. */
import { z } from "zod";
import { attemptSchema, type Delivery, type DeliveryRow, deliveryRowSchema } from "@/lib/contracts/webhooks";
import type { Writer } from "./batch";
import type { Prisma, PrismaClient } from "./generated/client";
import type { WebhookDeliveryModel } from "./generated/models";
import { fromJson, toJson } from "./json";
import { scan } from "./scan";
import type { WebhookStore } from "./store-types";

const columns = ["id", "number", "webhookId", "isWaiting", "row", "body", "tries"] as const;

/** Whether it has to be sent. One that was being sent when the program ended is sent again. */
export const isWaiting = ({ state }: Pick<DeliveryRow, "state">): boolean =>
  state === "waiting" || state === "sending";

const toModel = ({ row, body, tries }: Delivery): WebhookDeliveryModel => ({
  id: row.id,
  number: row.number,
  webhookId: row.webhookId,
  isWaiting: isWaiting(row) ? 1 : 0,
  row: toJson(row),
  body,
  tries: toJson(tries),
});

/** Null for a row that another version of the program wrote; it stays in the database. */
const rowOf = (model: { row: string }): DeliveryRow | null =>
  deliveryRowSchema.safeParse(fromJson(model.row)).data ?? null;

const triesSchema = z.array(attemptSchema).catch([]);

export function createWebhookStore(client: PrismaClient, writer: Writer): WebhookStore {
  const upsert = (model: WebhookDeliveryModel) =>
    client.webhookDelivery.upsert({ where: { id: model.id }, create: model, update: model });
  const list = (where: Prisma.WebhookDeliveryWhereInput, before: number | null, take: number) =>
    client.webhookDelivery.findMany({
      where: { ...where, ...(before !== null && { number: { lt: before } }) },
      orderBy: { number: "desc" },
      select: { number: true, row: true },
      take,
    });
  return {
    record: (deliveries, { key, value }) =>
      writer.run(() =>
        client.$transaction([
          ...deliveries.map((delivery) => upsert(toModel(delivery))),
          client.document.upsert({
            where: { key },
            create: { key, value: toJson(value) },
            update: { value: toJson(value) },
          }),
        ]),
      ),
    put: (delivery) => writer.put("WebhookDelivery", columns, [toModel(delivery)], "order"),
    keep: (deliveries) => writer.put("WebhookDelivery", columns, deliveries.map(toModel)),
    async get(id) {
      const model = await client.webhookDelivery.findUnique({ where: { id } });
      const row = model && rowOf(model);
      return row ? { row, body: model.body, tries: triesSchema.parse(fromJson(model.tries)) } : undefined;
    },
    async list({ webhookId, before, limit }) {
      const deliveries = await scan(
        (cursor: number | null, take) =>
          list(webhookId === null ? {} : { webhookId }, cursor ?? before, take),
        ({ number }) => number,
        rowOf,
        (found) => found.length > limit,
      );
      return { deliveries: deliveries.slice(0, limit), more: deliveries.length > limit };
    },
    async waiting() {
      const models = await client.webhookDelivery.findMany({
        where: { isWaiting: 1 },
        orderBy: { number: "asc" },
        select: { row: true },
      });
      return models.flatMap((model) => rowOf(model) ?? []);
    },
    async lastNumber() {
      const { _max } = await client.webhookDelivery.aggregate({ _max: { number: true } });
      return _max.number ?? 0;
    },
    removeOf: (webhookId) => writer.run(() => client.webhookDelivery.deleteMany({ where: { webhookId } })),
    async prune(keep) {
      const first = await client.webhookDelivery.findFirst({
        orderBy: { number: "desc" },
        select: { number: true },
        skip: keep,
      });
      if (first === null) return 0;
      let removed = 0;
      await writer.run(async () => {
        const deleted = await client.webhookDelivery.deleteMany({
          where: { number: { lte: first.number }, isWaiting: 0 },
        });
        removed = deleted.count;
      });
      return removed;
    },
  };
}
