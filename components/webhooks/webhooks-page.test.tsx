// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { DeliveryRow, WebhookRow } from "@/lib/contracts/webhooks";
import { livePage } from "@/lib/testing/live-page";
import { loadUiParts } from "@/lib/testing/load-ui-parts";
import { deliveryRow } from "@/lib/testing/store-contract";
import { WebhooksPage } from "./webhooks-page";

beforeAll(loadUiParts);

const webhook: WebhookRow = {
  id: "w1",
  name: "ops\u202e",
  url: "https://hooks.example.com/x",
  events: ["run.failed", "server.down", "ap.failed"],
  enabled: true,
  isGone: false,
  createdAt: 1,
  changedAt: 1,
  waiting: 1,
  last: null,
};
const failing: Partial<DeliveryRow> = {
  type: "run.failed",
  about: "Run 7",
  attempts: 1,
  status: 500,
  fault: fault("peer-error", "The receiver answered with status 500."),
};

function open(deliveries: readonly DeliveryRow[] = []) {
  const page = livePage({
    "webhooks.deliveries": () => ({ ok: true, value: { deliveries: [...deliveries], more: false } }),
    "webhooks.delivery": ({ id }) => ({
      ok: true,
      value: {
        row: deliveries.find((row) => row.id === id) ?? deliveryRow(0),
        body: '{"type":"run.failed"}',
        tries: [{ at: 5, tookMs: 12, status: 500, fault: failing.fault ?? null, responseStart: "no room" }],
      },
    }),
    "webhooks.send-again": ({ id }) => ({ ok: true, value: { id } }),
    "webhooks.test": () => ({ ok: true, value: { delivery: "msg_9" } }),
    "webhooks.save": () => ({ ok: true, value: { id: "w2", name: "new", secret: "whsec_once" } }),
  });
  page.put("webhooks", { w1: webhook });
  page.put("webhookDeliveries", Object.fromEntries(deliveries.map((row) => [row.id, row])));
  page.render(<WebhooksPage />);
  return page;
}
const cells = (name: string) =>
  within(screen.getByRole("table", { name })).getAllByRole("row")[1]?.textContent;

test("the table says what a webhook is told and how the last delivery ended, with a safe name", async () => {
  const page = open();
  expect(cells("Webhooks")).toContain("ops\\u202e");
  expect(cells("Webhooks")).toContain("3 events");
  expect(cells("Webhooks")).toContain("None yet");
  const last = {
    id: "msg_1",
    type: "run.failed",
    state: "delivered",
    lastAttemptAt: 5,
    status: 204,
    fault: null,
  } as const;
  page.patch("webhooks", "w1", { last, waiting: 0 });
  expect(cells("Webhooks")).toContain("Delivered, 204");
  page.patch("webhooks", "w1", { enabled: false, isGone: true });
  expect(cells("Webhooks")).toContain("Disabled (410 Gone)");
  expect(await screen.findByText("No deliveries yet")).toBeTruthy();
});

test("a delivery follows its attempts, opens what was sent and answered, and is sent again", async () => {
  const page = open([deliveryRow(1, failing)]);
  const opener = await screen.findByRole("button", { name: "Run failed" });
  expect(cells("Deliveries")).toContain("Waiting");
  await userEvent.click(opener);
  const drawer = await screen.findByRole("dialog", { name: "Run failed" });
  expect(await within(drawer).findByText("no room")).toBeTruthy();
  expect(within(drawer).getByText('"type": "run.failed"', { exact: false })).toBeTruthy();
  await userEvent.click(within(drawer).getByRole("button", { name: "Send again" }));
  expect(page.run.given).toContainEqual({ type: "webhooks.send-again", input: { id: "msg_1" } });
  page.patch("webhookDeliveries", "msg_1", {
    state: "delivered",
    attempts: 2,
    status: 200,
    fault: null,
    nextAttemptAt: null,
  });
  expect(within(drawer).getByText("Delivered")).toBeTruthy();
});

test("a webhook that is told nothing is refused beside the boxes; the secret of a new one is shown once", async () => {
  open();
  await userEvent.click(screen.getByRole("button", { name: "Add webhook" }));
  const dialog = await screen.findByRole("dialog", { name: "Add webhook" });
  await userEvent.type(within(dialog).getByLabelText("Name"), "new");
  await userEvent.type(within(dialog).getByLabelText("URL"), "https://hooks.example.com/y");
  for (const box of within(dialog).getAllByRole("checkbox")) await userEvent.click(box);
  await userEvent.click(within(dialog).getByRole("button", { name: "Add webhook" }));
  expect(within(dialog).getByRole("alert").textContent).toBe("Select at least one event.");
  await userEvent.click(within(dialog).getByRole("checkbox", { name: /Image server down/ }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Add webhook" }));
  const once = await screen.findByRole("dialog", { name: "Secret of new" });
  expect(within(once).getByText("whsec_once")).toBeTruthy();
  await userEvent.click(within(once).getByRole("button", { name: "Done" }));
  expect(screen.queryByText("whsec_once")).toBeNull();
});

test("a test message is asked for in the menu of a webhook", async () => {
  const page = open();
  await userEvent.click(screen.getByRole("button", { name: /^Actions for ops/ }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Send test message" }));
  expect(page.run.given).toContainEqual({ type: "webhooks.test", input: { id: "w1" } });
});
