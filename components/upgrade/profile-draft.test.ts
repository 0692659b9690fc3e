import { expect, test } from "vitest";
import type { SftpProfile } from "@/lib/contracts/profile";
import { EMPTY_DRAFT, type ProfileDraft } from "./draft-fields";
import { checkDraft, draftOf, inMode, isSameDraft, orderOf } from "./profile-draft";

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
  expect(errors.imagePath).toEqual(["Enter the folder, not the image file."]);
  expect(errors.servicePort).toEqual(["Enter a port from 1 to 65535, or leave the field empty."]);
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
    expect(isSameDraft(draftOf(profile), draftOf({ ...profile }))).toBe(true);
  }
});

const stored: SftpProfile = {
  mode: "sftp",
  imageServer: "10.0.0.1",
  imagePath: "EWC",
  servicePort: 2222,
  parallelMode: true,
  userName: "cisco",
  passwordStored: true,
};

test("of a stored SFTP profile the form gets everything but the password, and may leave that empty", () => {
  const draft = draftOf(stored);
  expect(draft).toMatchObject({ mode: "sftp", userName: "cisco", password: "" });
  expect(checkDraft(draft, true).profile).toMatchObject({ userName: "cisco", password: "" });
});

test("where no password is known, the form asks for one beside its field", () => {
  const { profile, errors } = checkDraft({ ...draftOf(stored), userName: "" });
  expect(profile).toBeUndefined();
  expect(errors).toEqual({
    userName: ["Enter the name of the user on the server."],
    password: ["Enter the password of the user on the server."],
  });
  expect(checkDraft({ ...draftOf(stored), password: "secret" }).profile).toMatchObject({
    password: "secret",
  });
});

test("TFTP asks for no login, whatever stands in fields that are not shown", () => {
  expect(checkDraft({ ...typed, userName: "u".repeat(99), password: "p" }).errors).toEqual({});
});

test("another mode keeps server, path and Parallel Mode, and takes port and login from a profile known for it", () => {
  const draft = { ...typed, servicePort: "6969", parallelMode: false };
  expect(inMode(draft, "sftp", [null, stored])).toEqual({
    mode: "sftp",
    imageServer: "127.0.0.1",
    imagePath: "\\EWC_17_12_1\\",
    servicePort: "2222",
    parallelMode: false,
    userName: "cisco",
    password: "",
  });
  expect(inMode(draft, "sftp", [null])).toMatchObject({ servicePort: "", userName: "", password: "" });
  expect(inMode({ ...draftOf(stored), password: "typed" }, "tftp", [stored])).toMatchObject({
    mode: "tftp",
    servicePort: "",
    password: "",
  });
});

test("what the form sends for the server's root is accepted where it arrives", () => {
  const { profile } = checkDraft({ ...typed, imagePath: "/" });
  expect(profile?.imagePath).toBe("");
  const sent = profile && orderOf(profile);
  expect(sent && checkDraft({ ...typed, ...sent, servicePort: "" }).profile).toEqual(profile);
});
