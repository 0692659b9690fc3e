import { expect, test } from "vitest";
import { uploadDetail } from "./upload-detail";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const detail = (metadata: string) =>
  uploadDetail(new Request("http://localhost/", { headers: { "upload-metadata": metadata } }));

test("an upload is audited with its file, its image set and where it goes", () => {
  const metadata = `filename ${base64("a\u202e.zip")},setName ${base64("EWC 1")},into ${base64("controller")}`;
  expect(detail(metadata)).toEqual({ file: "a\\u202e.zip", set: "EWC 1", into: "controller" });
});

test.each(["", ",,", "filename", "filename %%%,x"])("the metadata %j gives empty texts", (metadata) => {
  expect(detail(metadata)).toEqual({ file: "", set: "", into: "" });
});
