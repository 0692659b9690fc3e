import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { statusCode } from "@/lib/wire/sftp/protocol";
import { isInside } from "../served-paths";
import { parseVirtualPath, SftpJail } from "./sftp-jail";
import { refusalOf } from "./sftp-refusal";

let root = "";
let jail: SftpJail;
const at = (text: string) => {
  const parsed = parseVirtualPath(Buffer.from(text));
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
};

beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), "sftp-jail-")));
  await mkdir(path.join(root, "home/set/.staging"), { recursive: true });
  await mkdir(path.join(root, "home-two"));
  await writeFile(path.join(root, "secret"), "no");
  await writeFile(path.join(root, "home-two/other"), "no");
  await writeFile(path.join(root, "home/set/ap1g8"), "image");
  await writeFile(path.join(root, "home/set/.staging/half"), "no");
  const links: [string, string][] = [
    ["inside", "set/ap1g8"],
    ["absolute-inside", path.join(root, "home/set")],
    ["outside", "../secret"],
    ["sideways", "../home-two"],
    ["root", "/"],
    ["to-hidden", "set/.staging"],
    ["loop", "loop"],
    ["dangling", "nowhere"],
    ["set/up", "../.."],
  ];
  for (const [name, target] of links) await symlink(target, path.join(root, "home", name));
  const opened = await SftpJail.open(root, "home");
  if (!opened.ok) throw new Error("no home");
  jail = opened.value;
});
afterAll(() => rm(root, { recursive: true }));

test("finds files inside the home, also through symbolic links that stay inside", async () => {
  for (const name of ["/set/ap1g8", "set/ap1g8", "./set//ap1g8", "inside", "absolute-inside/ap1g8"]) {
    expect(await jail.resolveExisting(at(name))).toEqual({
      ok: true,
      value: path.join(root, "home/set/ap1g8"),
    });
  }
});

test("treats every file outside the home as missing, and .. as the home itself", async () => {
  const names = [
    "../secret",
    "../../../../etc/passwd",
    "/etc/passwd",
    "set/../../secret",
    "outside",
    "sideways/other",
    "root/etc/passwd",
    "set/up/secret",
    "dangling",
    "loop",
  ];
  for (const name of names) {
    expect(await jail.resolveExisting(at(name)), name).toMatchObject({
      ok: false,
      fault: { code: statusCode.noSuchFile },
    });
  }
  expect(await jail.resolveExisting(at(".."))).toEqual({ ok: true, value: path.join(root, "home") });
});

test("treats hidden files as missing, and refuses to create them", async () => {
  for (const name of ["set/.staging", "set/.staging/half", "to-hidden/half"]) {
    expect((await jail.resolveExisting(at(name))).ok).toBe(false);
  }
  expect(await jail.resolveEntry(at("set/.new"))).toMatchObject({ ok: false, fault: { code: 3 } });
  expect((await jail.resolveEntry(at("set/.staging/new"))).ok).toBe(false);
  expect(await jail.resolveEntry(at("/"))).toMatchObject({ ok: false, fault: { code: 3 } });
});

test("allows new names inside the home only", async () => {
  expect(await jail.resolveEntry(at("set/new"))).toEqual({
    ok: true,
    value: path.join(root, "home/set/new"),
  });
  expect(await jail.resolveEntry(at("/../../new"))).toEqual({ ok: true, value: path.join(root, "home/new") });
  for (const name of ["sideways/new", "root/tmp/new", "set/up/new", "nowhere/new"]) {
    expect((await jail.resolveEntry(at(name))).ok).toBe(false);
  }
});

test("refuses paths that are not UTF-8, contain NUL or are too long", () => {
  expect(parseVirtualPath(Buffer.from([0x61, 0xff, 0xfe]))).toMatchObject({
    ok: false,
    fault: { message: "The name is not valid UTF-8" },
  });
  expect(parseVirtualPath(Buffer.from("a\0b")).ok).toBe(false);
  for (const long of ["x".repeat(256), "ü".repeat(128), "a/".repeat(3000)]) {
    expect(parseVirtualPath(Buffer.from(long))).toMatchObject({
      ok: false,
      fault: { message: "File name too long" },
    });
  }
});

test("random paths never lead outside the home", async () => {
  const segment = fc.constantFrom(
    "..",
    ".",
    "",
    "set",
    "up",
    "root",
    "outside",
    "sideways",
    "etc",
    "ap1g8",
    "inside",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 8 }), fc.boolean(), async (segments, absolute) => {
      const name = (absolute ? "/" : "") + segments.join("/");
      for (const found of [await jail.resolveExisting(at(name)), await jail.resolveEntry(at(name))]) {
        if (found.ok) expect(isInside(jail.home, found.value)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("refuses a home that is missing, not a folder, or outside the served folder", async () => {
  for (const home of ["../", "nowhere", "secret", "../../etc"]) {
    expect((await SftpJail.open(path.join(root, "home"), home)).ok).toBe(false);
  }
  expect((await SftpJail.open(root, "/")).ok).toBe(true);
});

test("a refusal never contains a real path", async () => {
  const error = await import("node:fs/promises").then((fs) =>
    fs.readFile(path.join(root, "x")).catch((e) => e),
  );
  expect(refusalOf(error)).toEqual({ code: statusCode.noSuchFile, message: "No such file" });
  for (const code of ["EACCES", "ENOSPC", "EIO", "ENOTEMPTY", "EEXIST"]) {
    expect(refusalOf(Object.assign(new Error(`${code}: ${root}`), { code })).message).not.toContain("/");
  }
  expect(isInside("/a/b", "/a/bc")).toBe(false);
});
