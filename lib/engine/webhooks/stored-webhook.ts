/** A webhook as it is stored, with its secret encrypted, and the row that is shown of it. */
import { z } from "zod";
import { secret } from "@/lib/contracts/secret";
import { type DeliveryRow, type WebhookRow, webhookRowSchema } from "@/lib/contracts/webhooks";

export const storedWebhookSchema = webhookRowSchema
  .omit({ waiting: true, last: true })
  .extend({ sealedSecret: secret(z.string()) });
export type StoredWebhook = z.infer<typeof storedWebhookSchema>;

/** What its secret is encrypted for. */
export const secretPurpose = (id: string): string => `webhook:${id}`;

/** @param last of the delivery whose attempt ended last */
export const webhookRow = (
  { id, name, url, events, enabled, isGone, createdAt, changedAt }: StoredWebhook,
  waiting: number,
  last: WebhookRow["last"],
): WebhookRow => ({
  id,
  name,
  url,
  events,
  enabled,
  isGone,
  createdAt,
  changedAt,
  waiting,
  last,
});

/** The part of a delivery that the row of its webhook shows. */
export const lastOf = ({
  id,
  type,
  state,
  lastAttemptAt,
  status,
  fault,
}: DeliveryRow): WebhookRow["last"] => ({
  id,
  type,
  state,
  lastAttemptAt,
  status,
  fault,
});
