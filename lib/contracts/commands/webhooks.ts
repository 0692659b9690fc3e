/** Commands about webhooks. All are for administrators: a URL of a receiver is often a secret in itself. */
import { z } from "zod";
import {
  type Delivery,
  type DeliveryRow,
  deliveryQuerySchema,
  type WebhookRow,
  webhookInputSchema,
} from "../webhooks";
import { defineCommand } from "./define-command";

const one = z.object({ id: z.string().max(64) });

export const webhookCommands = {
  "webhooks.list": defineCommand<{ webhooks: WebhookRow[] }>()({
    input: z.object({}),
    role: "admin",
    via: "web",
    kind: "query",
    forAdmins: true,
  }),
  /**
   * `secret`: of a new webhook. It is in this answer and nowhere else. The password is confirmed, because from then on the
   * program sends requests to the address.
   */
  "webhooks.save": defineCommand<{ id: string; name: string; secret: string | null }>()({
    input: z.object({ webhook: webhookInputSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Save a webhook",
  }),
  /** Its deliveries are removed, too. */
  "webhooks.remove": defineCommand<{ id: string }>()({
    input: one,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Remove a webhook",
  }),
  /** Answers with the new secret, which is not shown again. The old one signs nothing from then on. */
  "webhooks.rotate-secret": defineCommand<{ name: string; secret: string }>()({
    input: one,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Change the secret of a webhook",
  }),
  /** Answers when the message is stored; how it is received is in its row. */
  "webhooks.test": defineCommand<{ delivery: string }>()({
    input: one,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Send a test message to a webhook",
  }),
  "webhooks.deliveries": defineCommand<{ deliveries: DeliveryRow[]; more: boolean }>()({
    input: deliveryQuerySchema,
    role: "admin",
    via: "web",
    kind: "query",
    forAdmins: true,
  }),
  "webhooks.delivery": defineCommand<Delivery>()({
    input: one,
    role: "admin",
    via: "web",
    kind: "query",
    forAdmins: true,
  }),
  /** The same message with the same id, as often as a new one is tried. */
  "webhooks.send-again": defineCommand<{ id: string }>()({
    input: one,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Send a webhook delivery again",
  }),
};
