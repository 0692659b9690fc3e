import { expect, test } from "vitest";
import type { WebhookRow } from "@/lib/contracts/webhooks";
import { checkWebhook, draftOf, newWebhook } from "./webhook-draft";

const row: WebhookRow = {
  id: "w1",
  name: "ops",
  url: "https://hooks.example.com/x",
  events: ["run.failed", "server.down"],
  enabled: false,
  isGone: false,
  createdAt: 1,
  changedAt: 2,
  waiting: 0,
  last: null,
};

test("a new webhook needs a name and a URL, and is told everything", () => {
  expect(checkWebhook(newWebhook, null).errors).toEqual({
    name: ["Enter a name."],
    url: ["Enter the URL of the receiver."],
  });
  const typed = { ...newWebhook, name: "ops", url: "https://hooks.example.com" };
  expect(checkWebhook(typed, null).input?.events).toHaveLength(6);
});

test("an existing webhook passes through the form unchanged", () => {
  const { id, name, url, events, enabled } = row;
  expect(checkWebhook(draftOf(row), "w1").input).toEqual({ id, name, url, events, enabled });
});

test("a webhook that is told nothing is refused beside the boxes", () => {
  const draft = { ...draftOf(row), "run.failed": false, "server.down": false };
  expect(checkWebhook(draft, "w1").errors).toEqual({ events: ["Select at least one event."] });
});
