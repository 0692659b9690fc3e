import fc from "fast-check";
import { expect, test } from "vitest";
import { hostKeyAcceptanceSchema } from "./known-hosts";
import {
  effectivePort,
  effectiveUrl,
  isParallel,
  locationOf,
  loginOf,
  type ProfileInput,
  profileInputSchema,
  profileSchema,
  shownProfile,
  uploadOf,
} from "./profile";
import { foldImagePath } from "./profile-fields";

const tftp: ProfileInput = { mode: "tftp", imageServer: "10.0.0.1", imagePath: "/EWC//17_12_1/" };
const sftp = {
  mode: "sftp" as const,
  imageServer: "172.16.5.62",
  imagePath: "Documents\\sftp_files",
  userName: " cisco ",
  password: "C1sco Pa55?",
};
const issues = (input: object): Record<string, string> => {
  const parsed = profileInputSchema.safeParse(input);
  return Object.fromEntries((parsed.error?.issues ?? []).map((i) => [String(i.path[0]), i.message]));
};

test("an SFTP profile needs a user of 1 to 32 characters; the password may be empty, which keeps the stored one", () => {
  expect(profileInputSchema.parse(sftp)).toEqual({
    mode: "sftp",
    imageServer: "172.16.5.62",
    imagePath: "Documents/sftp_files",
    servicePort: null,
    parallelMode: false,
    userName: "cisco",
    password: "C1sco Pa55?",
  });
  const { password: _, ...without } = sftp;
  expect(profileInputSchema.parse(without)).toMatchObject({ password: "" });
  expect(issues({ ...sftp, userName: " " })).toEqual({
    userName: "Enter the name of the user on the server.",
  });
  expect(issues({ ...sftp, userName: "u".repeat(33) })).toEqual({
    userName: "A user name has 1 to 32 characters.",
  });
  expect(issues({ ...sftp, userName: "a\u001bb" })).toHaveProperty("userName");
  expect(issues({ ...sftp, password: "line\nbreak" })).toHaveProperty("password");
  expect(issues({ ...sftp, password: "p".repeat(129) })).toHaveProperty("password");
});

test("a Desktop profile has no server: its images are in the controller's flash", () => {
  const profile = profileSchema.parse({ mode: "http", upload: "EWC_17_12_1", imageServer: "10.0.0.1" });
  expect(profile).toEqual({ mode: "http", upload: "EWC_17_12_1" });
  expect(effectiveUrl(profile, "ap1g8")).toBe("bootflash:ap1g8");
  expect([locationOf(profile), loginOf(profile), isParallel(profile)]).toEqual([null, null, false]);
  expect(uploadOf(profile)).toBe("EWC_17_12_1");
});

test("a Desktop profile names what was uploaded; only the command line may leave it open", () => {
  expect(profileInputSchema.parse({ mode: "http", upload: null })).toEqual({ mode: "http", upload: null });
  expect(issues({ mode: "http", upload: "" })).toEqual({
    upload: "Upload the bundle, or the images, first.",
  });
});

test("no upload belongs to a profile of a mode with a server", () => {
  expect(uploadOf(shownProfile(profileInputSchema.parse(tftp), false))).toBeNull();
});

test("a TFTP profile drops a user name and a password that are sent with it", () => {
  const parsed = profileInputSchema.parse({ ...tftp, userName: "cisco", password: "secret" });
  expect(Object.keys(parsed).toSorted()).toEqual([
    "imagePath",
    "imageServer",
    "mode",
    "parallelMode",
    "servicePort",
  ]);
});

test("a shown profile says whether a password is stored, and never holds it", () => {
  const order = profileInputSchema.parse(sftp);
  const shown = shownProfile(order, true);
  expect(shown).toMatchObject({ mode: "sftp", userName: "cisco", passwordStored: true });
  expect(JSON.stringify(shown)).not.toContain("Pa55");
  expect(profileSchema.parse({ ...shown, password: "C1sco Pa55?" })).toEqual(shown);
  const plain = profileInputSchema.parse(tftp);
  expect(shownProfile(plain, false)).toEqual(plain);
});

test("a stored profile parses to itself, also when its path is the server's root", () => {
  for (const input of [tftp, sftp, { ...tftp, imagePath: "/" }]) {
    const stored = shownProfile(profileInputSchema.parse(input), true);
    expect(profileSchema.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  }
});

test("the URL masks user and password with six asterisks and leaves out the standard port", () => {
  const of = (input: ProfileInput) => profileInputSchema.parse(input);
  expect(effectiveUrl(of(tftp), "ap1g8")).toBe("tftp://10.0.0.1/EWC/17_12_1/ap1g8");
  expect(effectiveUrl(of(sftp), "ap1g8")).toBe("sftp://******@172.16.5.62/Documents/sftp_files/ap1g8");
  expect(effectiveUrl(of({ ...sftp, imagePath: "/" }), "ap1g8", 2222)).toBe(
    "sftp://******@172.16.5.62:2222/ap1g8",
  );
  expect(effectiveUrl(of({ ...sftp, imageServer: "2001:db8::62", imagePath: "/x" }), "ap1g8", 69)).toBe(
    "sftp://******@[2001:db8::62]:69/x/ap1g8",
  );
});

test("no URL contains the user name or the password", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Z]{4,32}$/),
      fc.stringMatching(/^[A-Z]{4,30}$/),
      (userName, password) => {
        const url = effectiveUrl(profileInputSchema.parse({ ...sftp, userName, password }), "ap1g8");
        expect(url.replace("Documents", "")).not.toMatch(new RegExp(`${userName}|${password}`));
      },
    ),
  );
});

test("an empty port means the port of our own server when the address is this host, otherwise the standard port", () => {
  const of = (servicePort: number | null, mode: "tftp" | "sftp") => ({ mode, servicePort });
  expect(effectivePort(of(null, "tftp"), undefined)).toBe(69);
  expect(effectivePort(of(null, "sftp"), undefined)).toBe(22);
  expect(effectivePort(of(null, "sftp"), 2222)).toBe(2222);
  expect(effectivePort(of(8022, "sftp"), 2222)).toBe(8022);
});

test("a normalized path has no leading or doubled slash and no backslash, and grows no longer when normalized again", () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      const once = foldImagePath(typed);
      expect(foldImagePath(once).length).toBeLessThanOrEqual(once.length);
      expect(once).not.toMatch(/^\/|\/\/|\\/);
    }),
  );
});

test("a host key is accepted only by its whole fingerprint", () => {
  const accepted = { server: "10.0.0.1", port: 22, fingerprint: `SHA256:${"a".repeat(43)}` };
  expect(hostKeyAcceptanceSchema.safeParse(accepted).success).toBe(true);
  for (const fingerprint of ["", "SHA256:abc", `MD5:${"a".repeat(43)}`])
    expect(hostKeyAcceptanceSchema.safeParse({ ...accepted, fingerprint }).success).toBe(false);
});
