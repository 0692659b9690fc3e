// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { ReadinessReport } from "@/lib/contracts/readiness/report";
import { livePage } from "@/lib/testing/live-page";
import { reportOf } from "@/lib/testing/readiness-report";
import { ReportView } from "./report-view";

vi.mock("next/navigation", () => ({ useRouter: () => ({ push: vi.fn() }) }));

/** A report of facts in which every image but the first is missing, so that checks of the files fail. */
const failingReport = (): ReadinessReport =>
  reportOf((facts) => {
    const images = facts.server.known ? facts.server.value.files.images : null;
    if (images?.known)
      for (const image of Object.values(images.value).slice(1))
        image.fault = { code: "file-not-found", message: "There is no such file." };
  });

const PRESENT = "Each image that the fleet needs is on the server";

test("what fails is first and open, the filter narrows to a verdict, and a single check is repeated", async () => {
  const onRepeat = vi.fn();
  livePage().render(
    <ReportView report={failingReport()} isRunning={false} onRepeat={onRepeat} onPath={vi.fn()} />,
  );
  expect(screen.getByText("Not ready")).toBeTruthy();
  const [first] = screen.getAllByRole("list");
  expect(first?.getAttribute("aria-label")).toBe("Image files");
  const row = within(first as HTMLElement)
    .getAllByRole("listitem")
    .find((item) => item.textContent?.includes(PRESENT));
  expect(row?.textContent).toContain("Why it matters:");
  expect(row?.textContent).toContain("Unzip the whole bundle");

  const filter = screen.getByRole("toolbar", { name: "Checks: filter by verdict" });
  await userEvent.click(within(filter).getByRole("button", { name: /^Pass/ }));
  expect(screen.queryByText(PRESENT)).toBeNull();
  await userEvent.click(within(filter).getByRole("button", { name: /^All/ }));
  await userEvent.click(screen.getByRole("button", { name: `Check again: ${PRESENT}` }));
  expect(onRepeat).toHaveBeenCalledWith("images-present");
});

test("while a check is under way, none can be repeated", () => {
  livePage().render(<ReportView report={failingReport()} isRunning onRepeat={vi.fn()} onPath={vi.fn()} />);
  const button = screen.getByRole("button", { name: `Check again: ${PRESENT}` });
  expect((button as HTMLButtonElement).disabled).toBe(true);
});
