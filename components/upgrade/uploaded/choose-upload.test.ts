import { expect, test } from "vitest";
import { chooseUpload } from "./choose-upload";

const file = (name: string, content = "x") => new File([content], name);
const present = { name: "EWC_17_12_1", files: [{ path: "ap1g7" }] as never };
const sent = (chosen: ReturnType<typeof chooseUpload>) =>
  chosen.uploads.map(({ file: { name }, setName, kind, into }) => [name, setName, kind, into]);

test("a bundle is a new upload to the controller, under a name that is not taken", () => {
  const bundle = file("C9800-AP-universalk9.17.12.01.zip");
  expect(sent(chooseUpload([bundle], undefined, []))).toEqual([
    [bundle.name, "EWC_17_12_1", "bundle", "controller"],
  ]);
  expect(sent(chooseUpload([bundle], present, ["EWC_17_12_1"]))).toEqual([
    [bundle.name, "EWC_17_12_1_2", "bundle", "controller"],
  ]);
});

test("single images are added to the uploaded image", () => {
  expect(sent(chooseUpload([file("ap1g8"), file("ap3g3")], present, ["EWC_17_12_1"]))).toEqual([
    ["ap1g8", "EWC_17_12_1", "file", "controller"],
    ["ap3g3", "EWC_17_12_1", "file", "controller"],
  ]);
});

test("single images without an uploaded image become one together", () => {
  expect(sent(chooseUpload([file("C9800-AP-iosxe-wlc.bin"), file("ap1g7")], undefined, []))).toEqual([
    ["C9800-AP-iosxe-wlc.bin", "EWC_images", "file", "controller"],
    ["ap1g7", "EWC_images", "file", "controller"],
  ]);
});

test.each([
  ["a file that is no image", [file("notes.txt")], /^notes\.txt is not a bundle/],
  ["an empty file", [file("ap1g8", "")], /^ap1g8 is empty\.$/],
  ["two bundles", [file("a.zip"), file("b.zip")], /^Choose one bundle, or single images, not both\.$/],
  ["a bundle and an image", [file("a.zip"), file("ap1g8")], /not both/],
  ["an image that is there already", [file("ap1g7")], /^EWC_17_12_1 already contains ap1g7\. Discard it/],
])("%s is refused with the reason, and nothing is sent", (_what, files, reason) => {
  const chosen = chooseUpload(files, present, []);
  expect(chosen.uploads).toEqual([]);
  expect(chosen.problem).toMatch(reason);
});
