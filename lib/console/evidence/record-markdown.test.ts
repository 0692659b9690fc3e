/** Change record and runbook as Markdown: all facts, and nothing from outside becomes markup. */
import { expect, test } from "vitest";
import { apResults, type ChangeRecord } from "@/lib/contracts/change-record";
import type { Runbook } from "@/lib/contracts/runbook";
import { profile } from "@/lib/testing/simulation-lab";
import { recordMarkdown } from "./record-markdown";
import { runbookMarkdown } from "./runbook-markdown";

const STARTED = Date.UTC(2026, 10, 29, 17, 0, 5);
const HOSTILE = "ap|1\n# <b>`x`</b>";

const record: ChangeRecord = {
  run: {
    number: 12,
    upgradeId: "u1",
    mode: "tftp",
    startedBy: "lena",
    startedAt: STARTED,
    endedAt: STARTED + 754_000,
    outcome: "warnings",
    state: "activated",
    stage: "Reload",
    fromVersion: "17.9.4.27",
    targetVersion: "17.12.1.5",
    percent: 100,
    apTotal: 2,
    apComplete: 1,
    apFailed: 1,
    bytesMoved: 70_512_640,
    status: "Done",
    fault: null,
    rehearsedAt: null,
    prediction: null,
  },
  profile: { ...profile } as ChangeRecord["profile"],
  startedFrom: { user: "lena", address: "192.0.2.44", token: "night shift" },
  isFromHidden: false,
  durationMs: 754_000,
  preparedMs: 730_000,
  predicted: { bestMs: 600_000, likelyMs: 700_000, worstMs: 720_000 },
  stages: [{ stage: "Initiate", mark: "done", startedAt: STARTED + 1_000, durationMs: 2_000 }],
  images: [
    {
      url: "tftp://192.0.2.10/EWC_17_12_1/ap1g8",
      bytes: 70_512_640,
      version: "17.12.1.5",
      sha512: "ab".repeat(64),
      isVerified: false,
      fetches: 2,
    },
  ],
  counts: { ...Object.fromEntries(apResults.map((result) => [result, 0])), upgraded: 1, failed: 1 } as never,
  aps: [
    {
      id: "1",
      name: HOSTILE,
      model: "C9105AXI-E",
      family: "ap1g8",
      isController: false,
      isMaster: true,
      before: { running: "17.9.4.27", backup: "17.3.3.26" },
      after: { running: "17.9.4.27", backup: "17.12.1.5" },
      readBackAt: STARTED + 700_000,
      result: "failed",
      phase: "failed",
      note: "",
      why: "No such file | or directory",
      failedTries: 3,
      durationMs: 90_000,
      bytes: 0,
    },
  ],
  failures: [{ reason: "No such file | or directory", tries: 3, apCount: 12, apNames: [HOSTILE] }],
  deviations: ["1 access point did not get its image."],
  happened: [{ at: STARTED + 61_000, text: "Activated by lena" }],
  recordedUntil: STARTED + 760_000,
};

test("the change record says who, when, from where, with what, and how long against what was predicted", () => {
  const text = recordMarkdown(record);
  for (const part of [
    "# Change record of run 12",
    "| Outcome | Complete with warnings |",
    "| Started | 2026-11-29 17:00:05 UTC |",
    "| Started from | 192.0.2.44 with API token night shift |",
    "| Duration | 12 m 34 s |",
    "| Ready to activate after | 12 m 10 s (predicted: 11 m 40 s, between 10 m 00 s and 12 m 00 s) |",
    "| Access points | Upgraded: 1, Failed: 1 |",
    "| Image path | EWC\\_17\\_12\\_1 |",
    "`17.9.4.27`",
    "- 1 access point did not get its image.",
    "- 1:01 Activated by lena",
    "ab".repeat(64),
    " and 11 more |",
    "## Appendix: 1 access point",
  ])
    expect(text).toContain(part);
});

test("names and reasons stay in their cell", () => {
  const rows = recordMarkdown(record)
    .split("\n")
    .filter((line) => line.includes("C9105AXI-E"));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.replaceAll("\\|", "").split("|")).toHaveLength(11);
  expect(rows[0]).not.toContain("<b>");
});

test("without a prediction, an image or a deviation the record says so", () => {
  const text = recordMarkdown({
    ...record,
    predicted: null,
    images: [],
    deviations: [],
    failures: [],
    startedFrom: null,
  });
  expect(text).toContain("| Ready to activate after | 12 m 10 s |");
  expect(text).toContain("No images were received, or the recording does not list them.");
  expect(text).toContain("## Deviations\n\nNone.");
  expect(text).toContain("No longer in the audit log");
});

test("a runbook numbers its steps through all sections and keeps lines as they are typed", () => {
  const step = { page: null, lines: [], output: [], expected: [], decision: null };
  const book: Runbook = {
    fromVersion: "17.9.4.27",
    targetVersion: null,
    controller: HOSTILE,
    profile: [{ name: "Mode", value: "TFTP" }],
    fleet: [{ family: "ap1g8", aps: 2_000, models: ["C9105AXI-E"] }],
    joined: 2_000,
    notes: ["Mind the gap."],
    sections: [
      {
        title: "Before the window",
        steps: [
          {
            ...step,
            title: "Look",
            actions: ["Look at it."],
            page: "access-points",
            lines: ["show ap image"],
            output: ["Total number of APs  : 2000"],
            decision: { question: "All there?", otherwise: "Stop." },
          },
        ],
      },
      { title: "Afterwards", steps: [{ ...step, title: "Rest", actions: ["Rest."] }] },
    ],
  };
  const text = runbookMarkdown(book);
  for (const part of [
    "### 1. Look",
    "### 2. Rest",
    "Page: Monitoring \\> Access Points",
    "```text\nshow ap image\n```",
    "**Decide:** All there? If not: Stop.",
    "| ap1g8 | 2,000 | C9105AXI-E |",
    "- [ ] Done at",
  ])
    expect(text).toContain(part);
  expect(text.split("\n").filter((line) => line.startsWith("# "))).toHaveLength(1);
});
