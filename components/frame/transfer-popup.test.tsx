// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { TRANSFERS } from "@/components/navigation/pages";
import type { TransferRow } from "@/lib/contracts/transfers";
import { livePage } from "@/lib/testing/live-page";
import { setPopupCollapsed, setPopupMuted } from "./popup-setting";
import { PopupUnmuteButton } from "./popup-unmute-button";
import { TransferPopup, transferPanel } from "./transfer-popup";

vi.mock("next/navigation", () => import("@/lib/testing/navigation"));

beforeAll(async () => {
  await transferPanel.load();
});

beforeEach(() => {
  setPopupMuted(false);
  setPopupCollapsed(false);
  window.history.replaceState(null, "", "/lab");
});

const transfer = (id: string, startedAt: number): Partial<TransferRow> => ({
  id,
  protocol: "tftp",
  outcome: "running",
  path: `EWC/${id}`,
  client: { address: "127.0.0.1", port: 40_000, apId: null, name: "ap-2" },
  size: 1_000_000,
  bytes: 250_000,
  rateNow: 1,
  startedAt,
});

function openPage() {
  const page = livePage();
  page.render(
    <>
      <PopupUnmuteButton />
      <TransferPopup />
    </>,
  );
  return page;
}

const popup = () => screen.queryByRole("region", { name: "Running transfers" });

test("the pop-up appears with the first running transfer and disappears with the last", () => {
  const page = openPage();
  expect(popup()).toBeNull();
  page.put("transfers", { a: transfer("a", 1) });
  expect(popup()?.textContent).toContain("EWC/aTo ap-2");
  expect(popup()?.textContent).toContain("250.0 kB of 1.0 MB · 25%");
  page.put("transfers", { a: { ...transfer("a", 1), outcome: "complete" } });
  expect(popup()).toBeNull();
});

test("several transfers share one pop-up", () => {
  openPage().put("transfers", { a: transfer("a", 1), b: transfer("b", 2) });
  expect(popup()?.textContent).toContain("2 transfers runningLatest: to ap-2");
});

test("a collapsed pop-up is a pill that counts the transfers until it is expanded", async () => {
  const page = openPage();
  page.put("transfers", { a: transfer("a", 1) });
  await userEvent.click(screen.getByRole("button", { name: "Collapse" }));
  expect(popup()?.textContent).toBe("125%");
  page.put("transfers", { a: transfer("a", 1), b: transfer("b", 2) });
  await userEvent.click(screen.getByRole("button", { name: "Show 2 running transfers" }));
  expect(popup()?.textContent).toContain("2 transfers runningLatest: to ap-2");
});

test("a muted pop-up stays hidden for new transfers until it is unmuted in the header", async () => {
  const page = openPage();
  page.put("transfers", { a: transfer("a", 1) });
  expect(screen.queryByRole("button", { name: "Unmute transfer pop-ups" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Mute transfer pop-ups" }));
  page.put("transfers", { b: transfer("b", 2) });
  expect(popup()).toBeNull();
  expect(localStorage.getItem("transfer-popup-muted")).toBe("1");
  await userEvent.click(screen.getByRole("button", { name: "Unmute transfer pop-ups" }));
  expect(popup()).not.toBeNull();
});

test("the Transfers page has no pop-up", () => {
  window.history.replaceState(null, "", TRANSFERS);
  openPage().put("transfers", { a: transfer("a", 1) });
  expect(popup()).toBeNull();
});
