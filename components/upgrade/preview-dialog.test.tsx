// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { ProfileOrder } from "@/lib/contracts/profile";
import type { UpgradePreview } from "@/lib/contracts/upgrade";
import { livePage } from "@/lib/testing/live-page";
import { loadUiParts } from "@/lib/testing/load-ui-parts";
import { PreviewDialog } from "./preview-dialog";

vi.mock("next/navigation", () => import("@/lib/testing/navigation"));

beforeAll(loadUiParts);

const profile: ProfileOrder = {
  mode: "tftp",
  imageServer: "192.0.2.7",
  imagePath: "EWC",
  servicePort: null,
  parallelMode: false,
};
const image = (name: string, part: Partial<UpgradePreview["images"][number]> = {}) => ({
  image: name,
  family: null,
  apNames: [],
  apCount: 0,
  heldCount: 0,
  url: `tftp://192.0.2.7/EWC/${name}`,
  found: true,
  sizeBytes: 70_000_000,
  version: "17.12.1.5",
  fault: null,
  ...part,
});
const preview: UpgradePreview = {
  takes: null,
  images: [
    image("C9800-AP-iosxe-wlc.bin"),
    image("ap1g7", {
      family: "ap1g7",
      apNames: ["ap-1", "ap-2"],
      apCount: 1200,
      found: false,
      sizeBytes: null,
      fault: fault("file-not-found", "No such file or directory."),
    }),
  ],
  unknownModels: [],
  totalBytes: 70_000_000,
  prediction: {
    clockFactor: 1,
    stages: [],
    ready: { best: 80, likely: 90, worst: 200 },
    all: { best: 100, likely: 115, worst: 230 },
    criticalPath: "ap1g7 over CAPWAP to 1,199 access points takes longest: 1 m 05 s.",
    oneRetry: { name: "ap-2", seconds: 95 },
    shorten: [{ text: "Turn on Parallel Mode", seconds: 20 }],
    restsOn: [{ text: "One read from the server: 5.0 MB/s, measured just now.", basis: "measured" }],
    sureness: "high",
  },
  warnings: [{ text: "ap1g7 is missing.", hits: null, cure: null }],
};

function open(commands: Parameters<typeof livePage>[0]) {
  const page = livePage(commands);
  const onClose = vi.fn();
  const onStarted = vi.fn();
  const onPath = vi.fn();
  page.render(<PreviewDialog profile={profile} onClose={onClose} onStarted={onStarted} onPath={onPath} />);
  return { ...page, onClose, onStarted, onPath };
}

const confirm = () => screen.getByRole("button", { name: "Save & Download" });
const found = { "upgrade.preview": () => ({ ok: true as const, value: preview }) };

test("the dialog names the server that is being checked, and Save & Download is disabled meanwhile", () => {
  const { run } = open({ "upgrade.preview": () => new Promise(() => undefined) });
  expect(screen.getByRole("status").textContent).toContain("Checking 192.0.2.7 for the images");
  expect(confirm().hasAttribute("disabled")).toBe(true);
  expect(run.given).toEqual([{ type: "upgrade.preview", input: { profile } }]);
});

test("the preview shows totals, warnings, and for each image the access points that need it", async () => {
  open(found);
  expect(await screen.findByText("1 of 2")).toBeDefined();
  expect(screen.getByText("ap1g7 is missing.")).toBeDefined();
  const row = screen.getByText("ap1g7", { exact: true }).closest("tr");
  expect(row?.textContent).toContain("Missing");
  expect(row?.textContent).toContain("No such file or directory.");
  expect(row?.textContent).toContain("1,200 access points");
  expect(row?.textContent).toContain("ap-1, ap-2 and 1,198 more");
});

test("the preview says how long it takes, with a range, what takes longest, and what that rests on", async () => {
  open(found);
  const line = await screen.findByText(/^Predicted: 1 m 30 s \(1 m 20 s to 3 m 20 s\)\. ap1g7 over CAPWAP/);
  const details = line.closest("details");
  expect(details?.textContent).toContain("Turn on Parallel Mode: 20 s less.");
  expect(details?.textContent).toContain("If the last download, to ap-2, fails once: 1 m 35 s more.");
  expect(details?.textContent).toContain(
    "Measured or set: One read from the server: 5.0 MB/s, measured just now.",
  );
});

test("without the size of an image the preview says that the duration is unknown", async () => {
  open({ "upgrade.preview": () => ({ ok: true as const, value: { ...preview, prediction: null } }) });
  expect(await screen.findByText(/^The duration cannot be predicted/)).toBeDefined();
  expect(screen.getByText("Unknown")).toBeDefined();
});

test("Save & Download starts the upgrade and closes the dialog", async () => {
  const { run, onClose, onStarted } = open({
    ...found,
    "upgrade.start": () => ({ ok: true, value: { upgradeId: "u1" } }),
  });
  await screen.findByText("1 of 2");
  await userEvent.click(confirm());
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  expect(onStarted).toHaveBeenCalledTimes(1);
  expect(run.given.at(-1)).toEqual({ type: "upgrade.start", input: { profile } });
});

test("a refused start keeps the dialog open and shows the reason", async () => {
  const { onClose } = open({
    ...found,
    "upgrade.start": () => ({ ok: false, fault: fault("upgrade-running", "operator started an upgrade.") }),
  });
  await screen.findByText("1 of 2");
  await userEvent.click(confirm());
  expect((await screen.findByRole("alert")).textContent).toBe("operator started an upgrade.");
  expect(onClose).not.toHaveBeenCalled();
});

test("Recheck asks the server again", async () => {
  const { run } = open(found);
  await screen.findByText("1 of 2");
  await userEvent.click(screen.getByRole("button", { name: "Recheck" }));
  await screen.findByText("1 of 2");
  expect(run.given).toHaveLength(2);
});

test("Cancel closes the dialog without starting", async () => {
  const { run, onClose } = open(found);
  await screen.findByText("1 of 2");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(run.given).toHaveLength(1);
});
