import { expect, test } from "vitest";
import { checkDraft, draftOf, EMPTY_DRAFT, type ProfileDraft, sameDraft } from "./profile-draft";

const typed: ProfileDraft = {
  ...EMPTY_DRAFT,
  imageServer: "127.0.0.1",
  imagePath: "\\EWC_17_12_1\\",
};

test("what is typed right becomes the profile that will be stored", () => {
  expect(checkDraft(typed).profile).toEqual({
    mode: "tftp",
    imageServer: "127.0.0.1",
    imagePath: "EWC_17_12_1",
    servicePort: null,
    parallelMode: false,
  });
});

test("a host name, an image file and a port that is none are told beside their own fields", () => {
  const { profile, errors } = checkDraft({
    ...typed,
    imageServer: "ewc.lab",
    imagePath: "images/ap1g8",
    servicePort: "tftp",
  });
  expect(profile).toBeUndefined();
  expect(errors.imageServer?.[0]).toContain("does not resolve host names");
  expect(errors.imagePath).toEqual(["Give the folder, not the image file."]);
  expect(errors.servicePort).toEqual(["Enter a port from 1 to 65535, or leave it empty."]);
});

test("blanks around a port do not matter, and none at all means automatic", () => {
  expect(checkDraft({ ...typed, servicePort: " 6969 " }).profile?.servicePort).toBe(6969);
  expect(checkDraft({ ...typed, servicePort: "  " }).profile?.servicePort).toBeNull();
});

test("a stored profile goes into the fields and comes back the same", () => {
  for (const imagePath of ["", "EWC_17_12_1", "a/b"]) {
    const profile = {
      mode: "tftp" as const,
      imageServer: "::1",
      imagePath,
      servicePort: 6969,
      parallelMode: true,
    };
    expect(checkDraft(draftOf(profile)).profile).toEqual(profile);
    expect(sameDraft(draftOf(profile), draftOf({ ...profile }))).toBe(true);
  }
});
