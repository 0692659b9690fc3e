import { expect, test } from "vitest";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { UpgradeCounters } from "@/lib/contracts/upgrade";
import { controllerTime } from "@/lib/kit/time-text";
import { NO_COUNTERS } from "@/lib/testing/upgrade-row";
import { statusLine } from "./status-line";
import { NO_UPGRADE, type Upgrade } from "./upgrade-machine";

const at = Date.UTC(2026, 10, 28, 13, 15, 7);
const counters: UpgradeCounters = { ...NO_COUNTERS, total: 2000 };

const line = (
  upgrade: Partial<Upgrade>,
  counts: Partial<UpgradeCounters> = {},
  nextRetryAt: number | null = null,
  mode: DownloadMode | null = "tftp",
) =>
  statusLine({
    upgrade: { ...NO_UPGRADE, targetVersion: "17.12.1.5", ...upgrade },
    mode,
    counters: { ...counters, ...counts },
    runningVersion: "17.9.4.27",
    nextRetryAt,
    controllerBackAt: null,
    now: at,
    clockFactor: 10,
    timeText: (wallAt) => controllerTime(wallAt, 10),
  });

test("a canceled upgrade says who canceled it, when, and what is running", () => {
  expect(line({ canceledBy: "operator", endedAt: at })).toBe(
    "Canceled by operator at 13:15:07 UTC x10. Still running 17.9.4.27.",
  );
});

test("copying the controller image says how many access points have it and how many are receiving it", () => {
  const copying = { state: "controller-predownload-in-progress" } as const;
  expect(line(copying, { completed: 1999, completedController: 1, predownloadingController: 6 })).toBe(
    "1,999 of 2,000 APs have the image. Copying the controller image to EWC-capable APs: 1 done, 6 in progress.",
  );
});

test("retries are counted with the time of the next one, in plural and singular", () => {
  const downloading = { state: "ap-predownload-in-progress" } as const;
  expect(line(downloading, { retrying: 1, failed: 2 }, at)).toBe(
    "0 of 2,000 APs have the image, 1 is retrying (next retry at 13:15:07 UTC x10), 2 failed.",
  );
  expect(line(downloading, { total: 1, retrying: 3 })).toBe("0 of 1 AP has the image, 3 are retrying.");
});

test("without a server, the first steps name the upload", () => {
  const inDesktopMode = (upgrade: Partial<Upgrade>) => line(upgrade, {}, null, "http");
  expect(inDesktopMode({ state: "controller-download-initiated" })).toBe(
    "Checking the images in the upload.",
  );
  expect(inDesktopMode({ state: "controller-download-in-progress" })).toBe(
    "Downloading the controller image from the upload.",
  );
  expect(inDesktopMode({ state: "controller-download-complete", nothingToDo: true })).toBe(
    "The upload has 17.12.1.5, which is already running. Nothing was changed. To upgrade, upload another bundle.",
  );
});
