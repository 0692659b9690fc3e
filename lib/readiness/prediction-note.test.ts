/** What a report that is not ready says of its prediction: on the command line, in Markdown and in the runbook. */
import { expect, test } from "vitest";
import { type Prediction, predictionSchema } from "@/lib/contracts/prediction";
import type { ReadinessFacts } from "@/lib/contracts/readiness/facts";
import type { ReadinessReport } from "@/lib/contracts/readiness/report";
import { reportOf } from "@/lib/testing/readiness-report";
import { reportMarkdown } from "./report-file";
import { reportTable } from "./report-table";
import { readinessNotes } from "./report-text";

const span = { best: 60, likely: 90, worst: 120 };
const prediction: Prediction = predictionSchema.parse({
  clockFactor: 1,
  stages: [],
  ready: span,
  all: span,
  criticalPath: "ap1g7 from the server takes longest: 1 m 00 s.",
  sureness: "high",
  oneRetry: null,
  shorten: [],
  restsOn: [],
});

const isReady = () => undefined;
const lacksImage = (facts: ReadinessFacts) => {
  const image =
    facts.server.known &&
    facts.server.value.files.images.known &&
    facts.server.value.files.images.value.ap1g8;
  if (image) image.fault = { code: "file-not-found", message: "The file does not exist." };
};
const isUncommitted = (facts: ReadinessFacts) => {
  facts.controller.installed = [{ type: "IMG", state: "U", version: "17.9.4.27" }];
};

const everywhere = (report: ReadinessReport): string[] => [
  reportTable(report),
  reportMarkdown(report),
  readinessNotes(report).join("\n"),
];

test("a prediction counts a missing image as failed, and says that other problems are assumed to be fixed", () => {
  for (const text of everywhere(reportOf(lacksImage, prediction)))
    expect(text).toContain(
      "Images that cannot be read count as failed downloads; any other problems are assumed to be fixed.",
    );
});

test("a prediction beside other failures says that they are assumed to be fixed", () => {
  for (const text of everywhere(reportOf(isUncommitted, prediction)))
    expect(text).toContain("The problems that the checks found are assumed to be fixed.");
});

test("a ready report, and one without a prediction, assume nothing", () => {
  for (const report of [reportOf(isReady, prediction), reportOf(isUncommitted, null)])
    for (const text of everywhere(report)) expect(text).not.toContain("assumed to be fixed");
});
