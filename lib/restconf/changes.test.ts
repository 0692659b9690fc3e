/** What changes of the configuration and operations become, and the words with which they are refused. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { restconfFacts } from "@/lib/testing/restconf-facts";
import { type ChangeMethod, planChange } from "./edit";
import type { Facts } from "./facts";
import { operationNames, planOperation } from "./operations";
import { parseResourcePath } from "./resource-path";

const CFG = "Cisco-IOS-XE-wireless-image-download-cfg";
const PROFILES = `${CFG}:image-download-cfg-data/image-download-profiless`;
const PROFILE = `${PROFILES}/image-download-profiles=default`;
const GENERAL = "Cisco-IOS-XE-wireless-general-cfg";
const NATIVE = "Cisco-IOS-XE-native";
const LABEL = `${CFG}:image-download-profiles`;

const unseal = (text: string) => (text.startsWith("sealed-") ? text.slice(7) : null);

function plan(method: ChangeMethod, path: string, body: unknown, facts: Facts = restconfFacts("running")) {
  const parsed = parseResourcePath(`/restconf/data/${path}`);
  if (!parsed.ok || parsed.value.kind !== "data") throw new Error(path);
  const planned = planChange(method, parsed.value.segments, body, facts, unseal);
  return planned.ok
    ? planned.value
    : { status: planned.problem.status, tag: planned.problem.tag, message: planned.problem.message };
}
const patch = (leaves: object, facts?: Facts) => plan("PATCH", PROFILE, { [LABEL]: leaves }, facts);
const bare = restconfFacts("idle", { profile: null });

describe("the image download profile", () => {
  it("is changed leaf by leaf, and keeps the others of its case", () => {
    expect(patch({ "tftp-image-server": "10.0.0.1" })).toMatchObject({
      isNew: false,
      changes: [
        { type: "profile", settings: { mode: "tftp", imageServer: "10.0.0.1", imagePath: "EWC_17_12_1" } },
      ],
    });
    expect(plan("PUT", `${PROFILE}/tftp-image-path`, { [`${CFG}:tftp-image-path`]: "/new/" })).toMatchObject({
      changes: [{ settings: { imageServer: "172.16.5.27", imagePath: "new" } }],
    });
  });

  it("loses the leaves of one case when a leaf of another is written, and keeps Parallel Mode", () => {
    const facts = restconfFacts("running");
    const parallel = { ...facts, profile: facts.profile && { ...facts.profile, parallelMode: true } };
    expect(patch({ "sftp-image-server": "10.0.0.1" }, parallel)).toMatchObject({
      changes: [{ settings: { mode: "sftp", imageServer: "10.0.0.1", imagePath: null, parallelMode: true } }],
    });
  });

  it("is replaced as a whole by PUT", () => {
    const body = { [LABEL]: [{ "image-download-profile-name": "default", "tftp-image-path": "/only" }] };
    expect(plan("PUT", PROFILE, body)).toMatchObject({
      isNew: false,
      changes: [{ settings: { imageServer: null, imagePath: "only" } }],
    });
    expect(plan("PUT", PROFILE, body, bare)).toMatchObject({ isNew: true });
  });

  it("is created by POST on its parent, and not twice", () => {
    const body = { [LABEL]: { "image-download-profile-name": "default", "auto-path": true } };
    expect(plan("POST", PROFILES, body, bare)).toMatchObject({
      isNew: true,
      changes: [{ settings: { mode: "http" } }],
    });
    expect(plan("POST", PROFILES, body)).toMatchObject({ status: 409, tag: "data-exists" });
  });

  it("is removed by DELETE and by unconfigure, and leaves are removed one by one", () => {
    expect(plan("DELETE", PROFILE, null)).toMatchObject({ changes: [{ type: "clear-profile" }, {}] });
    expect(patch({ unconfigure: true })).toMatchObject({ changes: [{ type: "clear-profile" }] });
    expect(plan("DELETE", PROFILE, null, bare)).toMatchObject({ status: 404 });
    expect(plan("DELETE", `${PROFILE}/tftp-image-path`, null)).toMatchObject({
      changes: [{ settings: { imageServer: "172.16.5.27", imagePath: null } }],
    });
    expect(plan("DELETE", `${PROFILE}/sftp-username`, null)).toMatchObject({ status: 404 });
  });

  it("takes passwords in the clear, and encrypted by this controller", () => {
    const login = { "sftp-username": "ewc", "sftp-password": "secret" };
    expect(patch(login)).toMatchObject({ changes: [{ settings: { userName: "ewc", password: "secret" } }] });
    const sealed = { "sftp-password": "sealed-abc", "sftp-password-type": "aes" };
    expect(patch(sealed)).toMatchObject({ changes: [{ settings: { password: "abc" } }] });
    expect(patch({ ...sealed, "sftp-password": "foreign" })).toMatchObject({
      status: 400,
      message: "this encrypted password is not from this controller",
    });
  });

  it("takes the leaves of CCO mode", () => {
    const leaves = { "cco-username": "me", "cco-auto-check": false, "cco-version": "cco-latest-version" };
    expect(patch(leaves)).toMatchObject({
      changes: [
        { settings: { mode: "cco", userName: "me", checksAutomatically: false, softwareVersion: "latest" } },
      ],
    });
  });

  it.each([
    [{ "image-download-profile-name": "other" }, "the key in the body differs from the key in the path"],
    [{ "sftp-port": 2222 }, "sftp port must be 22"],
    [{ "https-image-path": "https://x" }, "https-image-path is not supported by this controller"],
    [{ "auto-path": false }, "HTTP mode only supports automatic paths"],
    [{ "tftp-image-server": "a.example" }, "Enter an IPv4 or IPv6 address"],
    [{ "tftp-image-path": "a/../b" }, "must not contain . or .."],
    [{ "tftp-image-path": "/a", "sftp-image-path": "/b" }, "only one kind of image download"],
    [{ "sftp-password-type": "clear" }, "sftp-password-type needs a sftp-password"],
    [{ "sftp-password": "" }, "sftp-password must not be empty"],
    [{ "cco-version": "other" }, "invalid value for cco-version"],
  ])("refuses %j with words of its own", (leaves, message) => {
    expect(patch(leaves)).toMatchObject({ status: 400, tag: "invalid-value" });
    expect((patch(leaves) as { message: string }).message).toContain(message);
  });

  it("refuses another name than default", () => {
    const body = { [LABEL]: { "image-download-profile-name": "other", "auto-path": true } };
    expect(plan("POST", PROFILES, body, bare)).toMatchObject({
      status: 400,
      message: "image download name must be default",
    });
  });

  it("refuses elements that it does not know", () => {
    expect(patch({ nothing: 1 })).toMatchObject({ status: 400, tag: "unknown-element" });
    expect(plan("PATCH", PROFILE, { "image-download-profiles": {} })).toMatchObject({
      tag: "unknown-element",
    });
  });
});

describe("other configuration", () => {
  it("changes the host name and Parallel Mode", () => {
    expect(plan("PUT", `${NATIVE}:native/hostname`, { [`${NATIVE}:hostname`]: "New" })).toMatchObject({
      changes: [{ type: "hostname", name: "New" }],
    });
    const config = `${GENERAL}:general-cfg-data/mewlc-config`;
    expect(plan("PATCH", config, { [`${GENERAL}:mewlc-config`]: { "p-img-dwnld": true } })).toMatchObject({
      changes: [{ type: "parallel-mode", isOn: true }],
    });
    expect(plan("DELETE", `${config}/p-img-dwnld`, null)).toEqual({ changes: [], isNew: false });
  });

  it("refuses what cannot be", () => {
    expect(plan("PUT", `${NATIVE}:native/hostname`, { [`${NATIVE}:hostname`]: "a b" })).toMatchObject({
      status: 400,
    });
    expect(plan("PUT", `${NATIVE}:native/version`, { [`${NATIVE}:version`]: "1.1" })).toMatchObject({
      message: "the version follows the running software and cannot be changed",
    });
    const config = `${GENERAL}:general-cfg-data/mewlc-config`;
    expect(plan("PATCH", config, { [`${GENERAL}:mewlc-config`]: { "mewlc-platform": false } })).toMatchObject(
      {
        message: "mewlc-platform must be true",
      },
    );
    expect(
      plan("PATCH", config, { [`${GENERAL}:mewlc-config`]: { "p-img-dwnld": true } }, bare),
    ).toMatchObject({ message: "configure the image download profile first" });
    expect(plan("DELETE", `${NATIVE}:native/hostname`, null)).toMatchObject({ status: 400 });
  });

  it("refuses changes of state with 405", () => {
    const state = "Cisco-IOS-XE-wireless-access-point-oper:access-point-oper-data/ewlc-wncd-stats";
    for (const method of ["PUT", "PATCH", "DELETE", "POST"] as const)
      expect(plan(method, state, { "m:x": {} })).toMatchObject({
        status: 405,
        tag: "operation-not-supported",
      });
  });

  test("of any JSON never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("PUT", "PATCH", "POST"), (body, method) => {
        plan(method as ChangeMethod, PROFILE, body);
        plan(method as ChangeMethod, PROFILES, { [LABEL]: body });
        plan(method as ChangeMethod, `${NATIVE}:native`, { [`${NATIVE}:native`]: body });
      }),
      { numRuns: 200 },
    );
  });
});

const operate = (name: string, input: object, facts: Facts = restconfFacts("running")) => {
  const module = operationNames.find((known) => known.endsWith(`:${name}`))?.split(":")[0] ?? "none";
  const planned = planOperation({ module, name }, { [`${module}:input`]: input }, facts);
  return planned.ok
    ? planned.value
    : { status: planned.problem.status, tag: planned.problem.tag, message: planned.problem.message };
};

describe("operations", () => {
  it("become orders", () => {
    expect(operate("install", { uuid: "1", name: "default" })).toEqual({
      uuid: "1",
      order: { type: "install" },
    });
    expect(operate("activate", { uuid: "2", version: "17.12.01.0.5", "auto-abort-timer-val": 60 })).toEqual({
      uuid: "2",
      order: { type: "activate", autoAbortMinutes: 60 },
    });
    expect(operate("rollback", { uuid: "3", commited: [null] })).toMatchObject({
      order: { type: "rollback" },
    });
    expect(operate("rollback", { uuid: "3", "rollback-id": 1 })).toMatchObject({
      order: { type: "rollback" },
    });
    expect(operate("remove", { uuid: "4", inactive: [null] })).toMatchObject({
      order: { type: "remove", versions: ["17.12.1.5"] },
    });
    expect(operate("ap-reset", { "ap-name": "AP-2802" })).toEqual({
      uuid: null,
      order: { type: "ap-reset", apId: "70db.98e1.0400" },
    });
    expect(operate("swap-ap-image", { "mac-addr": "70:DB:98:e1:04:00" })).toMatchObject({
      order: { apId: "70db.98e1.0400" },
    });
  });

  it.each([
    ["install", { name: "default" }, "missing-element", "uuid"],
    ["install", { uuid: "1", name: "other" }, "invalid-value", "image download name must be default"],
    ["install", { uuid: "1", path: "flash:x" }, "invalid-value", "with the image download profile"],
    ["install", { uuid: "1", extra: 1 }, "unknown-element", "extra"],
    ["activate", { uuid: "1", version: "9.9.9.9" }, "invalid-value", "version 9.9.9.9 is not added"],
    ["activate", { uuid: "1", "auto-abort-timer-val": 5 }, "invalid-value", "must be 30 to 1200 minutes"],
    ["rollback", { uuid: "1" }, "malformed-message", "specify one of base"],
    ["rollback", { uuid: "1", base: [null] }, "invalid-value", "no such rollback point"],
    ["remove", { uuid: "1", version: "1.2.3.4" }, "invalid-value", "is not inactive"],
    ["ap-reset", {}, "malformed-message", "specify one of ap-name, mac-addr"],
    ["ap-reset", { "ap-name": "nobody" }, "invalid-value", "no joined access point"],
  ])("%s refuses %j as %s", (name, input, tag, words) => {
    const outcome = operate(name, input) as { tag: string; message: string };
    expect(outcome.tag).toBe(tag);
    expect(outcome.message).toContain(words);
  });

  it("answer 404 when there is no such operation, and 400 without an input", () => {
    expect(operate("format-flash", {})).toMatchObject({ status: 404 });
    const asked = { module: "Cisco-IOS-XE-install-rpc", name: "install" };
    const planned = planOperation(asked, {}, restconfFacts("idle"));
    expect(planned.ok || planned.problem.tag).toBe("malformed-message");
  });
});
