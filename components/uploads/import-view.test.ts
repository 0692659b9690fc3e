import { describe, expect, it } from "vitest";
import type { LocalUpload } from "@/lib/client/uploads/upload-manager";
import { fault } from "@/lib/contracts/fault";
import type { ImportRow } from "@/lib/contracts/images";
import { canResume, importViews, phaseText } from "./import-view";

const id = "a".repeat(32);
const row = (over: Partial<ImportRow> = {}): ImportRow => ({
  id,
  into: "repository",
  name: "EWC_17_12_1",
  source: "upload",
  phase: "receiving",
  bytes: 10,
  totalBytes: 100,
  currentFile: null,
  startedAt: 5,
  endedAt: null,
  fault: null,
  ...over,
});
const local = (over: Partial<LocalUpload> = {}): LocalUpload => ({
  key: "upload-1",
  id,
  into: "repository",
  fileName: "bundle.zip",
  setName: "EWC_17_12_1",
  kind: "bundle",
  sizeBytes: 100,
  sentBytes: 40,
  rate: 8,
  state: "sending",
  resumed: false,
  fault: null,
  ...over,
});
const none = new Set<string>();
const only = (rows: ImportRow[], locals: LocalUpload[]) => {
  const views = importViews(rows, locals, none);
  expect(views.length).toBe(1);
  return views[0]!;
};

describe("an upload and its import are one view", () => {
  it("shows this tab's progress while uploading", () => {
    expect(only([row()], [local()])).toMatchObject({
      phase: "sending",
      bytes: 40,
      rate: 8,
      source: "bundle.zip",
    });
  });
  it("stays one when the row arrives before the answer with its id", () => {
    expect(only([row({ bytes: 0 })], [local({ id: null, sentBytes: 0 })])).toMatchObject({
      phase: "sending",
    });
    const other = row({ name: "EWC_17_15_1" });
    expect(importViews([other], [local({ id: null })], none)).toHaveLength(2);
    expect(importViews([row()], [local({ id: null, state: "queued" })], none)).toHaveLength(2);
  });
  it("shows the engine's progress after the upload", () => {
    const view = only(
      [row({ phase: "unpacking", currentFile: "ap1g7", bytes: 70 })],
      [local({ state: "handed-over" })],
    );
    expect(view).toMatchObject({ key: "upload-1", phase: "unpacking", bytes: 70 });
    expect(phaseText(view)).toBe("Unpacking ap1g7");
  });
  it("does not fall back to receiving between the two", () => {
    expect(only([row()], [local({ state: "handed-over" })]).phase).toBe("reading");
    expect(only([], [local({ state: "handed-over" })]).phase).toBe("reading");
  });
  it("ends when the import was ended elsewhere", () => {
    expect(only([row({ phase: "canceled" })], [local()]).phase).toBe("canceled");
  });
});

describe("controls", () => {
  it("an interrupted upload can be resumed, a rejected one cannot", () => {
    const broken = only([], [local({ state: "stopped", fault: fault("timed-out") })]);
    const refused = only([], [local({ state: "stopped", fault: fault("name-clash") })]);
    expect([broken.phase, canResume(broken)]).toEqual(["stopped", true]);
    expect([refused.phase, canResume(refused)]).toEqual(["failed", false]);
  });
  it("an upload from an earlier visit is unfinished", () => {
    expect(only([row()], []).phase).toBe("unfinished");
  });
  it("lists running ones above ended ones and hides dismissed ones", () => {
    const rows = [
      row({ id: "done", phase: "done", startedAt: 9 }),
      row({ id: "old", phase: "failed", startedAt: 1 }),
      row({ id: "runs", phase: "unpacking", startedAt: 2 }),
    ];
    expect(importViews(rows, [], none).map((v) => v.key)).toEqual(["runs", "done", "old"]);
    expect(importViews(rows, [], new Set(["done"])).map((v) => v.key)).toEqual(["runs", "old"]);
  });
});
