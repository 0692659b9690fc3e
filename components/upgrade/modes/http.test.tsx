// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test, vi } from "vitest";
import type { ApRow } from "@/lib/contracts/aps";
import type { ImageFile, ImportRow } from "@/lib/contracts/images";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";
import { livePage } from "@/lib/testing/live-page";
import { loadUiParts } from "@/lib/testing/load-ui-parts";
import { EMPTY_DRAFT } from "../draft-fields";
import { HttpFields } from "./http-fields";

beforeAll(loadUiParts);

const file = (path: string, family: ImageFile["family"] = null): ImageFile => ({
  path,
  kind: family === null ? "controller-image" : "ap-image",
  sizeBytes: 8_000_000,
  modifiedAt: 1,
  family,
  version: "17.12.1.5",
  sha512: "a".repeat(128),
  intact: true,
  note: null,
});
const uploaded = (name: string, part: Partial<UploadedImage> = {}): UploadedImage => ({
  name,
  files: [file("C9800-AP-iosxe-wlc.bin"), file("ap1g7", "ap1g7")],
  sizeBytes: 16_000_000,
  importedAt: 1,
  version: "17.12.1.5",
  synthetic: false,
  isReady: true,
  isInUse: false,
  ...part,
});
const aps = {
  a: { name: "ap-1", model: "C9120AXI-E", family: "ap1g7", isController: true } as ApRow,
  b: { name: "ap-2", model: "C9105AXI-E", family: "ap1g8", isController: false } as ApRow,
};
function open(
  images: UploadedImage[],
  { upload = "", imports = [] as ImportRow[], commands = {} as Parameters<typeof livePage>[0] } = {},
) {
  const page = livePage(commands);
  const onChange = vi.fn();
  page.put("aps", aps);
  page.put("imports", Object.fromEntries(imports.map((row) => [row.id, row])));
  page.put("uploadedImages", Object.fromEntries(images.map((row) => [row.name, row])));
  const draft = { ...EMPTY_DRAFT, mode: "http" as const, upload };
  page.render(
    <HttpFields
      draft={draft}
      disabled={false}
      knownPassword={null}
      order={undefined}
      onChange={onChange}
      errorsOf={() => undefined}
    />,
  );
  return { ...page, onChange };
}
const card = (name: string) => screen.getByRole("region", { name: `Uploaded image ${name}` });

test("names the images that the fleet needs and the upload lacks, with the access points", () => {
  open([uploaded("A")], { upload: "A" });
  expect(card("A").textContent).toContain("ap1g8, needed by ap-2");
  const needed = within(card("A")).getByRole("list", { name: "Images that this fleet needs" });
  expect(
    within(needed)
      .getAllByRole("listitem")
      .map(({ textContent }) => textContent),
  ).toEqual(["C9800-AP-iosxe-wlc.binPresent", "ap1g71 APPresent", "ap1g81 APMissing"]);
});

test("the upload that has become ready is the one that Save & Download uses", () => {
  const page = open([uploaded("A", { isReady: false })]);
  expect(page.onChange).not.toHaveBeenCalled();
  page.patch("uploadedImages", "A", { isReady: true });
  expect(page.onChange).toHaveBeenCalledExactlyOnceWith({ upload: "A" });
});

test("after the chosen upload was discarded, none is chosen", () => {
  expect(open([], { upload: "A" }).onChange).toHaveBeenLastCalledWith({ upload: "" });
});

test("of two uploads, the one that is not chosen can be chosen", async () => {
  const images = [uploaded("A", { isInUse: true }), uploaded("B", { importedAt: 2 })];
  const { onChange } = open(images, { upload: "B" });
  expect(within(card("B")).queryByRole("button", { name: "Use this image" })).toBeNull();
  await userEvent.click(within(card("A")).getByRole("button", { name: "Use this image" }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ upload: "A" });
});

test("an upload that is still arriving is listed with its progress, and those to the repository are not", () => {
  const row = {
    source: "bundle.zip",
    phase: "unpacking",
    bytes: 10_000_000,
    totalBytes: 40_000_000,
  } as const;
  const rest = { currentFile: "ap1g7", startedAt: 1, endedAt: null, fault: null };
  open([], {
    imports: [
      { ...row, ...rest, id: "1", name: "EWC_17_12_1", into: "controller" },
      { ...row, ...rest, id: "2", name: "other", into: "repository" },
    ],
  });
  const items = within(screen.getByRole("list", { name: "Uploads and imports" })).getAllByRole("listitem");
  expect(items).toHaveLength(1);
  expect(items[0]?.textContent).toContain("10.0 MB of 40.0 MB (25%)");
});

test("a file that is no image is refused with the reason", async () => {
  open([]);
  const input = screen.getByLabelText("Choose files", { selector: "input" });
  await userEvent.upload(input, new File(["x"], "notes.txt"));
  expect(screen.getByRole("alert").textContent).toContain("notes.txt is not a bundle (.zip)");
});

test("discarding an image in use says what will lack it, and deletes it only when confirmed", async () => {
  const page = open([uploaded("A", { isInUse: true })], {
    upload: "A",
    commands: { "images.discard-uploaded": ({ name }) => ({ ok: true, value: { name } }) },
  });
  await userEvent.click(within(card("A")).getByRole("button", { name: "Discard" }));
  const dialog = screen.getByRole("dialog", { name: "Discard the uploaded image?" });
  expect(dialog.textContent).toContain("The saved profile uses it.");
  expect(page.run.given).toEqual([]);
  await userEvent.click(within(dialog).getByRole("button", { name: "Discard" }));
  expect(page.run.given).toEqual([{ type: "images.discard-uploaded", input: { name: "A" } }]);
});
