/** The values of the webhook form and their check. */
import { checkWith, type FormCheck } from "@/components/forms/draft";
import {
  type WebhookEvent,
  type WebhookOrder,
  type WebhookRow,
  webhookEvents,
  webhookInputSchema,
} from "@/lib/contracts/webhooks";

/** One box for each event. */
export type WebhookDraft = { name: string; url: string; enabled: boolean } & Record<WebhookEvent, boolean>;

const boxes = (isChecked: (event: WebhookEvent) => boolean): Record<WebhookEvent, boolean> => ({
  "run.started": isChecked("run.started"),
  "run.ready-to-activate": isChecked("run.ready-to-activate"),
  "run.finished": isChecked("run.finished"),
  "run.failed": isChecked("run.failed"),
  "ap.failed": isChecked("ap.failed"),
  "server.down": isChecked("server.down"),
});

/** A new webhook is told everything. */
export const newWebhook: WebhookDraft = { name: "", url: "", enabled: true, ...boxes(() => true) };

/** The values of an existing webhook. */
export const draftOf = ({ name, url, enabled, events }: WebhookRow): WebhookDraft => ({
  name,
  url,
  enabled,
  ...boxes((event) => events.includes(event)),
});

/** Checks the values with the contract. @param id null for a new webhook */
export const checkWebhook = (draft: WebhookDraft, id: string | null): FormCheck<WebhookOrder> =>
  checkWith(webhookInputSchema, {
    id,
    name: draft.name,
    url: draft.url,
    enabled: draft.enabled,
    events: webhookEvents.filter((event) => draft[event]),
  });
