/** `npm run doctor` as an operator runs it: what it prints, what it writes, and its exit status. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const repositoryRoot = fileURLToPath(new URL("..", import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ewc-doctor-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Ran = { status: number; out: string; error: string };
const doctor = (...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const program = ["--import", "tsx", "scripts/doctor.ts", ...args];
    execFile(process.execPath, program, { cwd: repositoryRoot }, (cause, out, error) => {
      resolve({ status: cause === null ? 0 : Number(cause.code), out, error });
    });
  });
const given = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};
const sound =
  'TFTP_USERNAME="tftp"\nTFTP_DIRECTORY="/srv/tftp"\nTFTP_ADDRESS=":69"\nTFTP_OPTIONS="--secure --verbose"\n';

test("the exit status is 0 for a sound file, 1 for warnings, and 2 for errors, and each finding has its line", async () => {
  const clean = await doctor(await given("tftpd-hpa", sound), "--path", "EWC_17_12_1");
  expect(clean).toMatchObject({ status: 0, error: "" });
  expect(clean.out).toMatch(/tftpd-hpa \(tftpd-hpa defaults\): no problems found\n/);
  expect(clean.out).toMatch(/Log of tftpd-hpa defaults: \/var\/log\/syslog\n/);

  const warned = await doctor(await given("tftpd-hpa", sound.replace("--verbose", "--verbose --create")));
  expect(warned).toMatchObject({ status: 1, error: "" });
  expect(warned.out).toMatch(
    /^4: warning: --create: Anyone on the network can upload files\. \[hpa-create\]$/m,
  );

  const wrong = await doctor(await given("tftpd-hpa", sound), "--path", "/srv/tftp/EWC_17_12_1");
  expect(wrong).toMatchObject({ status: 2, error: "" });
  expect(wrong.out).toMatch(/^Image Path in the profile: EWC_17_12_1$/m);
});

test("--out writes the corrected files, which are clean, and --json prints the whole result", async () => {
  const file = await given("faulty-tftpd-hpa", sound.replace("--secure", "--create"));
  const { status, out } = await doctor(file, "--json", "--out", folder);
  expect([status, (JSON.parse(out) as { verdict: string }).verdict]).toEqual([2, "wrong"]);
  const corrected = join(folder, "tftpd-hpa");
  expect(await readFile(corrected, "utf8")).toBe(sound);
  expect((await doctor(corrected)).status).toBe(0);
});

test("input that can't be examined ends with 3 and one line", async () => {
  expect(await doctor()).toMatchObject({ status: 3, out: "", error: "doctor: Give a file. See --help.\n" });
  const missing = await doctor(join(folder, "no-such"));
  expect([missing.status, missing.out]).toEqual([3, ""]);
  expect(missing.error).toMatch(/^doctor: ENOENT: .*\n$/);
  const empty = await given("dnsmasq.conf", "");
  expect(await doctor(empty)).toMatchObject({ status: 3, error: `doctor: ${empty}: The file is empty.\n` });
  expect((await doctor(await given("tftpd-hpa", sound), "--port", "x")).error).toMatch(
    /^doctor: --port: .*\n$/,
  );
  expect((await doctor(await given("notes.txt", "hello\n"))).status).toBe(3);
  expect((await doctor("--help")).out).toMatch(/^Finds what prevents an image server/);
});
