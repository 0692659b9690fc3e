import { expect, test } from "vitest";
import { NO_CHOICE } from "./catalog";
import { offerOf } from "./catalog-releases";
import type { ImageFile, ImageSet } from "./images";

const file = (fields: Partial<ImageFile> = {}): ImageFile => ({
  path: "ap1g8",
  kind: "ap-image",
  sizeBytes: 10,
  modifiedAt: 0,
  family: "ap1g8",
  version: "17.12.1.5",
  sha512: "a".repeat(128),
  intact: true,
  note: null,
  ...fields,
});
const set = (name: string, version: string | null, files = [file()], importedAt = 0): ImageSet => ({
  name,
  files,
  sizeBytes: 10,
  importedAt,
  version,
  synthetic: true,
});
const marks = (sets: ImageSet[], choice = NO_CHOICE) => {
  const { releases } = offerOf(sets, choice);
  return {
    order: releases.map(({ release }) => release),
    latest: releases.filter(({ isLatest }) => isLatest).map((each) => each.set),
    suggested: releases.filter(({ isSuggested }) => isSuggested).map((each) => each.set),
  };
};
const three = [set("b", "17.9.4.27"), set("c", "17.12.1.5"), set("a", "17.6.1.9")];

test("the newest release is the latest and the suggested one", () => {
  expect(marks(three)).toEqual({
    order: ["17.12.1.5", "17.9.4.27", "17.6.1.9"],
    latest: ["c"],
    suggested: ["c"],
  });
});

test("a single release is both", () => {
  expect(marks([set("a", "17.6.1.9")])).toEqual({ order: ["17.6.1.9"], latest: ["a"], suggested: ["a"] });
});

test("a choice decides while its image set is on offer, and the versions decide again when it is gone", () => {
  expect(marks(three, { suggested: "a", latest: "b" })).toMatchObject({ latest: ["b"], suggested: ["a"] });
  expect(marks(three, { suggested: "gone", latest: "gone" })).toMatchObject({
    latest: ["c"],
    suggested: ["c"],
  });
});

test("of two image sets with one version, the newer import is offered", () => {
  const { releases, notOffered } = offerOf(
    [set("old", "17.6.1.9", [file()], 1), set("new", "17.6.1.9", [file()], 2)],
    NO_CHOICE,
  );
  expect(releases.map((each) => each.set)).toEqual(["new"]);
  expect(notOffered).toEqual([{ set: "old", why: "shadowed" }]);
});

test("only images that have been read and are not damaged are offered, by their path below all images", () => {
  const files = [
    file(),
    file({ path: "C9800-AP-iosxe-wlc.bin", kind: "controller-image", family: null, intact: null }),
    file({ path: "unread", sha512: null }),
    file({ path: "damaged", intact: false }),
    file({ path: "readme.txt", kind: "readme" }),
  ];
  const { releases } = offerOf([set("EWC", "17.12.1.5", files)], NO_CHOICE);
  expect(releases[0]?.images.map(({ path }) => path)).toEqual(["EWC/ap1g8", "EWC/C9800-AP-iosxe-wlc.bin"]);
});

test("an image set without a version or without an image is not offered, with the reason", () => {
  const { releases, notOffered } = offerOf(
    [set("mixed", null), set("empty", "17.6.1.9", []), set("EWC", "17.12.1.5")],
    NO_CHOICE,
  );
  expect(releases.map((each) => each.set)).toEqual(["EWC"]);
  expect(notOffered).toEqual([
    { set: "empty", why: "no-image" },
    { set: "mixed", why: "no-version" },
  ]);
});
