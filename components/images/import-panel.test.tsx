// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { ImportRow } from "@/lib/contracts/images";
import { livePage } from "@/lib/testing/live-page";
import { ImportPanel } from "./import-panel";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const ID = "a".repeat(32);
const row = (over: Partial<ImportRow> = {}): ImportRow => ({
  id: ID,
  into: "repository",
  name: "EWC_17_12_1",
  source: "upload",
  phase: "unpacking",
  bytes: 10_000_000,
  totalBytes: 40_000_000,
  currentFile: "ap1g7",
  startedAt: 5,
  endedAt: null,
  fault: null,
  ...over,
});
function open(rows: ImportRow[], commands: Parameters<typeof livePage>[0] = {}) {
  const page = livePage(commands);
  page.put("imports", Object.fromEntries(rows.map((each) => [each.id, each])));
  page.render(<ImportPanel sets={[]} imagesDir="/data/images" disabled={false} />);
  return page;
}
const items = () =>
  within(screen.getByRole("list", { name: "Uploads and imports" })).getAllByRole("listitem");
const choose = (...files: File[]) =>
  userEvent.upload(screen.getByLabelText("Choose files", { selector: "input" }), files);
const zip = (name: string) => new File(["PK"], name, { type: "application/zip" });

test("selected bundles get a suggested set name, and other files are skipped with a reason", async () => {
  open([]);
  await choose(zip("C9800-AP-universalk9.17.12.01.zip"), new File(["x"], "notes.txt"));
  expect(screen.getByLabelText<HTMLInputElement>("Image set name").value).toBe("EWC_17_12_1");
  expect(screen.getByRole("alert").textContent).toContain("notes.txt: Not a bundle (.zip)");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Upload" }).disabled).toBe(false);
});

test("an invalid set name blocks the upload, and Cancel goes back to selecting files", async () => {
  open([]);
  await choose(zip("bundle.zip"));
  await userEvent.clear(screen.getByLabelText("Image set name"));
  await userEvent.type(screen.getByLabelText("Image set name"), "../x");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Upload" }).disabled).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(screen.getByText("Interrupted uploads resume.")).toBeTruthy();
});

test("a running import shows file, bytes, and share, and can be canceled", async () => {
  const page = open([row()], { "images.cancel-import": ({ id }) => ({ ok: true, value: { id } }) });
  expect(items()[0]?.textContent).toContain("Unpacking ap1g7");
  expect(items()[0]?.textContent).toContain("10.0 MB of 40.0 MB (25%)");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(page.run.given).toEqual([{ type: "images.cancel-import", input: { id: ID } }]);
  page.patch("imports", ID, { phase: "canceled", endedAt: 9 });
  expect(screen.getByRole("button", { name: "Dismiss EWC_17_12_1" })).toBeTruthy();
});

test("a cancellation that fails says why", async () => {
  open([row()], { "images.cancel-import": () => ({ ok: false, fault: fault("conflict", "Too late.") }) });
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(await screen.findByText("Too late.")).toBeTruthy();
});

test("an unfinished upload that makes no progress offers to resume, and refuses a file of another size", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  open([row({ phase: "receiving", currentFile: null })]);
  expect(items()[0]?.textContent).toContain("Another window is uploading this file.");
  await vi.advanceTimersByTimeAsync(5_000);
  const input = await screen.findByLabelText("Select file to resume", { selector: "input" });
  await userEvent.setup({ advanceTimers: vi.advanceTimersByTime }).upload(input, zip("other.zip"));
  expect(
    screen.getByText(/This file is 2 B, but the unfinished upload is 40\.0 MB\. Select the same file\./),
  ).toBeTruthy();
});

test("finished imports can be dismissed one by one or all together", async () => {
  open([
    row({ id: "1", name: "one", phase: "failed", fault: fault("not-a-bundle", "No images in it.") }),
    row({ id: "2", name: "two", phase: "failed" }),
    row({ id: "3", name: "three", phase: "failed" }),
  ]);
  expect(items()[0]?.textContent).toContain("No images in it.");
  await userEvent.click(screen.getByRole("button", { name: "Dismiss one" }));
  expect(screen.queryByText("one")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Dismiss all finished" }));
  expect(screen.queryByRole("list", { name: "Uploads and imports" })).toBeNull();
});
