// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { type ApRow, imageRow, NO_IMAGE } from "@/lib/contracts/aps";
import { apRow } from "@/lib/testing/ap-row";
import { livePage } from "@/lib/testing/live-page";
import { ApProgress } from "./ap-progress";
import { ApStatus } from "./ap-status";
import { RetryTime } from "./retry-time";

vi.mock("next/navigation", () => import("@/lib/testing/navigation"));

const show = (part: Partial<ApRow>) => livePage().render(<ApProgress row={apRow(part)} />);
const bar = (name: string) => screen.queryByRole("progressbar", { name })?.getAttribute("aria-valuenow");

test("the AP image and the controller image are two labeled segments, each with its own percent", () => {
  show({
    status: "Complete",
    apImage: imageRow("complete", 8_000_000, 8_000_000),
    controllerImage: imageRow("receiving", 2_400_000, 24_000_000, 42),
  });
  expect(bar("AP image of AP-POD-2-2")).toBe("100");
  expect(bar("Controller image of AP-POD-2-2")).toBe("10");
  expect(screen.getByText("AP 100%")).toBeDefined();
  expect(screen.getByText("Controller 10%")).toBeDefined();
});

test("an access point that receives no controller image has no segment for it", () => {
  show({ status: "Predownloading", apImage: imageRow("receiving", 41, 100), controllerImage: NO_IMAGE });
  expect(bar("AP image of AP-POD-2-2")).toBe("41");
  expect(bar("Controller image of AP-POD-2-2")).toBeUndefined();
});

test("an idle access point shows no percent", () => {
  const { container } = show({});
  expect(screen.queryByRole("progressbar")).toBeNull();
  expect(container.textContent).toBe("–");
});

test("a queued access point says for which batch it waits", () => {
  const { container } = show({
    apImage: imageRow("queued", 0, null),
    activity: "Queued for batch 3",
    waitsForBatch: 3,
  });
  expect(container.textContent).toBe("Queued for batch 3");
});

test("an access point that is not joined is marked beside its status", () => {
  const { container } = livePage().render(
    <ApStatus row={apRow({ joined: false, status: "Failed", retrying: false })} />,
  );
  expect(container.textContent).toBe("FailedNot joined");
});

test("the next retry is shown in the controller's time, as the command line prints it", () => {
  const { container } = livePage().render(<RetryTime at={Date.UTC(2024, 0, 30, 21, 42, 35)} />);
  expect(container.textContent).toMatch(/^21:42:35 UTC/);
});
