import { expect, test } from "vitest";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { type Profile, profileInputSchema, type SftpProfile } from "@/lib/contracts/profile";
import { EMPTY_DRAFT, type ProfileDraft } from "./draft-fields";
import { changedFields, checkDraft, draftOf, inMode, inputOf, orderOf } from "./profile-draft";

const typed: ProfileDraft = {
  ...EMPTY_DRAFT,
  imageServer: "127.0.0.1",
  imagePath: "\\EWC_17_12_1\\",
};

test("a valid draft becomes the profile that is stored", () => {
  expect(checkDraft(typed).input).toEqual({
    mode: "tftp",
    imageServer: "127.0.0.1",
    imagePath: "EWC_17_12_1",
    servicePort: null,
    parallelMode: false,
  });
});

test("a host name, an image file and a port that is not a number are errors of their own fields", () => {
  const { input: profile, errors } = checkDraft({
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

test("spaces around a port are ignored, and an empty port means automatic", () => {
  expect(checkDraft({ ...typed, servicePort: " 6969 " }).input).toMatchObject({ servicePort: 6969 });
  expect(checkDraft({ ...typed, servicePort: "  " }).input).toMatchObject({ servicePort: null });
});

test("a stored profile becomes a draft and back without a change", () => {
  for (const imagePath of ["", "EWC_17_12_1", "a/b"]) {
    const profile = {
      mode: "tftp" as const,
      imageServer: "::1",
      imagePath,
      servicePort: 6969,
      parallelMode: true,
    };
    expect(checkDraft(draftOf(profile)).input).toEqual(profile);
    expect(changedFields(draftOf(profile), draftOf({ ...profile }))).toEqual({});
  }
});

test("the order of an untouched draft is what a check of the draft gives, in every mode", () => {
  const server = { imageServer: "10.0.0.1", imagePath: "", servicePort: null, parallelMode: true };
  const login = { userName: "cisco", passwordStored: true };
  const profiles: Record<DownloadMode, Profile> = {
    tftp: { mode: "tftp", ...server },
    sftp: { mode: "sftp", ...server, ...login },
    cco: {
      mode: "cco",
      ...login,
      checksAutomatically: false,
      softwareVersion: "latest",
      serviceUrl: "https://192.0.2.10:8443/software",
      parallelMode: false,
      release: "17.12.1.5",
    },
    http: { mode: "http", upload: "EWC_17_12_1" },
  };
  for (const profile of [...Object.values(profiles), { mode: "http", upload: null } as const])
    expect(orderOf(profile)).toEqual(checkDraft(draftOf(profile), true).input);
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

test("the draft of a stored SFTP profile has an empty password and is valid", () => {
  const draft = draftOf(stored);
  expect(draft).toMatchObject({ mode: "sftp", userName: "cisco", password: "" });
  expect(checkDraft(draft, true).input).toMatchObject({ userName: "cisco", password: "" });
});

test("a draft without a known password has an error beside the password field", () => {
  const { input: profile, errors } = checkDraft({ ...draftOf(stored), userName: "" });
  expect(profile).toBeUndefined();
  expect(errors).toEqual({
    userName: ["Enter the name of the user on the server."],
    password: ["Enter the password of the user on the server."],
  });
  expect(checkDraft({ ...draftOf(stored), password: "secret" }).input).toMatchObject({
    password: "secret",
  });
});

test("a TFTP draft ignores the login fields, which are not shown", () => {
  expect(checkDraft({ ...typed, userName: "u".repeat(99), password: "p" }).errors).toEqual({});
});

test("a change of mode keeps server, path and Parallel Mode, and takes port and login from a known profile of that mode", () => {
  const draft = { ...typed, servicePort: "6969", parallelMode: false };
  expect(inMode(draft, "sftp", [null, stored])).toEqual({
    mode: "sftp",
    imageServer: "127.0.0.1",
    imagePath: "\\EWC_17_12_1\\",
    servicePort: "2222",
    parallelMode: false,
    userName: "cisco",
    password: "",
    checksAutomatically: true,
    softwareVersion: "suggested",
    serviceUrl: "",
    upload: "",
  });
  expect(inMode(draft, "sftp", [null])).toMatchObject({ servicePort: "", userName: "", password: "" });
  expect(inMode({ ...draftOf(stored), password: "typed" }, "tftp", [stored])).toMatchObject({
    mode: "tftp",
    servicePort: "",
    password: "",
  });
});

test("the server's root is sent in a form that the engine accepts", () => {
  const { input: profile } = checkDraft({ ...typed, imagePath: "/" });
  expect(profile).toMatchObject({ imagePath: "" });
  expect(profileInputSchema.parse(profile && inputOf(profile))).toEqual(profile);
});
