/** Names under which misplaced images are looked for. */
import { expect, test } from "vitest";
import { folderCandidates, zipCandidates } from "./search-names";

test("leaves out the root of a server program", () => {
  expect(folderCandidates("/srv/tftp/EWC_17_12_1")[0]).toBe("EWC_17_12_1");
  expect(folderCandidates("var/lib/tftpboot/images/EWC")[0]).toBe("images/EWC");
});

test("tries the folder above, the server's root, other letter case and other spellings of the release", () => {
  const candidates = folderCandidates("images/17.12.1");
  expect(candidates).toEqual(
    expect.arrayContaining(["images", "", "images/EWC_17_12_1", "images/C9800-AP-universalk9.17.12.01"]),
  );
  expect(folderCandidates("Images")).toEqual(expect.arrayContaining(["images", "IMAGES", ""]));
});

test("never proposes the path itself, and only a few folders", () => {
  for (const path of ["EWC_17_12_1", "a/b/c/d/e/f/g/h", "", "x.zip"]) {
    const candidates = folderCandidates(path);
    expect(candidates).not.toContain(path);
    expect(candidates.length).toBeLessThanOrEqual(14);
    expect(new Set(candidates).size).toBe(candidates.length);
  }
});

test("looks for the bundle of the release in the folder and beside it", () => {
  expect(zipCandidates("images/EWC_17_9_4a")).toEqual([
    "images/EWC_17_9_4a/C9800-AP-universalk9.17.09.04a.zip",
    "images/EWC_17_9_4a/EWC_17_9_4a.zip",
    "images/C9800-AP-universalk9.17.09.04a.zip",
    "images/EWC_17_9_4a.zip",
  ]);
  expect(zipCandidates("")).toEqual([]);
});
