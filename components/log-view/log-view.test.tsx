// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { LogLine } from "@/lib/contracts/logs";
import { giveElementsSize, livePage } from "@/lib/testing/live-page";
import { logLine } from "@/lib/testing/log-line";
import { LogView } from "./log-view";

const line = (id: number, text: string) => logLine(id, text, { source: "install" });
/** The store has more lines than the tab. */
const STORED = [line(1, "Started install add one"), line(2, "Started install commit"), line(9, "Completed")];

giveElementsSize(800, 400);
afterEach(cleanup);

function open() {
  const page = livePage({
    "logs.read": ({ text, before }) => ({
      ok: true,
      value: {
        lines: STORED.filter((l) => l.id < (before ?? 99) && l.text.includes(text ?? "")),
        more: false,
        searched: text === "" ? null : 1_234_567,
      },
    }),
  });
  page.put("install", { "9": STORED[2] as LogLine });
  page.render(<LogView topic="install" label="Install log" onDownload={() => Promise.resolve()} />);
  return page;
}

test("a search finds lines that are stored and that the tab does not hold", async () => {
  const page = open();
  await userEvent.type(screen.getByRole("searchbox", { name: "Search the log" }), "commit");
  expect(await screen.findByText("Started install commit")).toBeTruthy();
  expect(screen.queryByText("Completed")).toBeNull();
  expect(page.run.given.at(-1)).toMatchObject({
    type: "logs.read",
    input: { source: "install", text: "commit", before: 9 },
  });
});

test("a search that finds nothing says how many lines it looked at", async () => {
  open();
  await userEvent.type(screen.getByRole("searchbox", { name: "Search the log" }), "absent");
  expect(await screen.findByText("All 1,234,567 stored lines of this log were searched.")).toBeTruthy();
});

test("without a search the stored lines precede those of the tab, up to the start of the log", async () => {
  open();
  expect(await screen.findByText("Start of the stored log")).toBeTruthy();
  expect(screen.getByText("Started install add one")).toBeTruthy();
  expect(screen.getByText("Completed")).toBeTruthy();
});
