import { expect, test } from "vitest";
import type { Profile } from "@/lib/contracts/profile";
import { checkReadiness, draftOf, type ReadinessDraft } from "./readiness-draft";

const tftp: Profile = {
  mode: "tftp",
  imageServer: "192.0.2.10",
  imagePath: "",
  servicePort: 6969,
  parallelMode: true,
} as Profile;
const filled = (part: Partial<ReadinessDraft>): ReadinessDraft => ({ ...draftOf(tftp), ...part });

test("the saved profile fills mode, server, port, path and Parallel Mode", () => {
  expect(draftOf(tftp)).toMatchObject({
    protocol: "tftp",
    address: "192.0.2.10",
    path: "/",
    port: "6969",
    parallelMode: true,
  });
  expect(draftOf(null)).toMatchObject({ protocol: "tftp", address: "", parallelMode: false });
});

test("a TFTP server is checked without a login, also when one was typed before", () => {
  const { input } = checkReadiness(filled({ user: "ewc-images", password: "secret", hostKey: "SHA256:x" }));
  expect(input?.server).toMatchObject({ protocol: "tftp", user: "", password: "", hostKey: null });
});

test("No server checks fleet and controller only, and a listing needs a text", () => {
  expect(checkReadiness(filled({ protocol: "none" })).input?.server).toBeNull();
  const { input, errors } = checkReadiness(filled({ fleetFrom: "listing", text: "" }));
  expect(input).toBeUndefined();
  expect(errors).toEqual({ text: ["Paste the output of show commands, or CSV."] });
});

test("the window begins at the typed time of the visitor's zone, and an empty plan says nothing", () => {
  const { input } = checkReadiness(filled({ windowStart: "2030-05-01T22:00", windowMinutes: "240" }));
  expect(input?.plan).toMatchObject({
    windowStart: new Date(2030, 4, 1, 22).getTime(),
    windowMinutes: 240,
    uplinkMegabits: null,
    targetVersion: null,
  });
});

test.each([
  ["port", "99999"],
  ["windowMinutes", "0"],
  ["readsAtOnce", ""],
  ["secondsPerImage", "x"],
  ["pathMtu", "12"],
])("a wrong %s has its sentence beside the field", (name, text) => {
  expect(Object.keys(checkReadiness(filled({ [name]: text })).errors)).toEqual([name]);
});
