// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TimelineEntry } from "@/lib/contracts/timeline";
import { giveElementsSize } from "@/lib/testing/live-page";
import { TimelineList } from "./timeline-list";
import { rowsOf } from "./timeline-rows";

vi.mock("next/navigation", () => import("@/lib/testing/navigation"));

beforeEach(() => giveElementsSize(800, 400));
afterEach(cleanup);

const noon = new Date(2026, 10, 23, 12).getTime();
const entries = (count: number): TimelineEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    key: String(i).padStart(6, "0"),
    wallAt: noon + i,
    at: noon + i,
    source: "controller",
    apId: i % 2 === 0 ? "aa" : null,
    transferId: null,
    upgradeId: null,
    by: null,
    severity: i === 1 ? 3 : 6,
    text: `*Nov 23 12:00:00.${String(i).padStart(3, "0")}: line ${i}`,
  }));

function List(props: { count: number; showsTimestamps?: boolean; onOlder?: () => void }) {
  const [following, setFollowing] = useState(true);
  return (
    <TimelineList
      rows={rowsOf(entries(props.count))}
      lanes={[]}
      spacing="compact"
      following={following}
      onFollow={setFollowing}
      mayLoadOlder
      onOlder={props.onOlder ?? (() => undefined)}
      apNameOf={() => "lobby"}
      showsTimestamps={props.showsTimestamps ?? false}
      above={<p>Start of the stored timeline</p>}
    >
      <p>No entries yet</p>
    </TimelineList>
  );
}
const list = () => screen.getByRole("region", { name: "Timeline" });

test("shows entries with source, access point, and text without its own timestamp", () => {
  const { rerender } = render(<List count={2} />);
  const [first] = screen.getAllByRole("listitem");
  expect(first?.textContent).toMatch(/Controller.*lobby.*line 0$/);
  rerender(<List count={2} showsTimestamps />);
  expect(screen.getAllByRole("listitem")[0]?.textContent).toContain("*Nov 23 12:00:00.000: line 0");
});

test("without entries, shows the note in their place", () => {
  render(<List count={0} />);
  expect(screen.getByText("No entries yet")).toBeTruthy();
  expect(screen.queryAllByRole("listitem")).toEqual([]);
});

test("after the user leaves the end, counts new entries and goes back to the end on request", async () => {
  const { rerender } = render(<List count={5} />);
  list().focus();
  await userEvent.keyboard("{Home}");
  rerender(<List count={7} />);
  const back = screen.getByRole("button", { name: "2 new" });
  await userEvent.click(back);
  expect(screen.queryByRole("button", { name: /new$/ })).toBeNull();
});

test("Home goes to the first loaded entry at once, not gradually", async () => {
  render(<List count={5} />);
  list().scrollTop = 300;
  list().focus();
  await userEvent.keyboard("{Home}");
  expect(list().scrollTop).toBe(0);
});

test("near the top, older entries are requested only once the user has left the end", async () => {
  const onOlder = vi.fn();
  render(<List count={5} onOlder={onOlder} />);
  fireEvent.scroll(list());
  expect(onOlder).not.toHaveBeenCalled();
  Object.defineProperty(list(), "scrollHeight", { configurable: true, value: 5000 });
  list().focus();
  await userEvent.keyboard("{PageUp}");
  list().scrollTop = 100;
  fireEvent.scroll(list());
  expect(onOlder).toHaveBeenCalledOnce();
});
