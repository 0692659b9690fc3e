/** Our SFTP server with independent clients: each lists, fetches and stores files byte for byte. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { PASSWORD, type SftpRig, startSftpRig } from "@/lib/testing/sftp-rig";
import { ed25519Pair } from "../ssh-key-pair";

const programs = {
  sftp: installed("sftp"),
  scp: installed("scp"),
  ssh: installed("ssh"),
  sshpass: installed("sshpass"),
  curl: installed("curl"),
  lftp: installed("lftp"),
  rclone: installed("rclone"),
  python: installed("python3"),
  audit: installed("ssh-audit"),
};
const answers = (program: string | undefined, args: string[], words: string): Promise<boolean> =>
  program === undefined
    ? Promise.resolve(false)
    : promisify(execFile)(program, args).then(
        ({ stdout }) => stdout.includes(words),
        () => false,
      );
const curlHasSftp = await answers(programs.curl, ["--version"], "sftp");
const hasParamiko = await answers(programs.python, ["-c", "import paramiko; print('yes')"], "yes");

const image = randomBytes(3 * 1024 * 1024 + 77);
let rig: SftpRig;
let keyFile = "";
let count = 0;

beforeAll(async () => {
  const key = ed25519Pair();
  rig = await startSftpRig({
    settings: { blockAfterFailures: 1000 },
    users: [{ name: "key", publicKeys: [key.public], canWrite: true }],
  });
  await mkdir(path.join(rig.root, "EWC_17_12_1"));
  await writeFile(path.join(rig.root, "EWC_17_12_1/ap1g8"), image);
  await writeFile(path.join(rig.root, "EWC_17_12_1/a name with spaces"), "spaces");
  keyFile = path.join(rig.scratch, "key");
  await writeFile(keyFile, key.private);
  chmodSync(keyFile, 0o600);
  await writeFile(path.join(rig.scratch, "image"), image);
});
afterAll(() => rig.stop());

const scratch = (name: string) => path.join(rig.scratch, name);
const fresh = (name: string) => `${name}-${++count}`;
/** OpenSSH's options to accept any host key. */
const acceptAnyHostKey = () => [
  ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"],
  ...["-F", "/dev/null"],
];
const withKey = () => [
  ...acceptAnyHostKey(),
  "-i",
  keyFile,
  "-o",
  "IdentitiesOnly=yes",
  "-o",
  "BatchMode=yes",
];

async function expectFetched(file: string): Promise<void> {
  expect((await readFile(file)).equals(image)).toBe(true);
}
const expectStored = (name: string) => expectFetched(path.join(rig.root, name));

describe.skipIf(!programs.sftp)(titleWith("sftp", "OpenSSH sftp"), () => {
  const batch = (commands: string[], extra: string[] = []) =>
    run(
      programs.sftp!,
      [...withKey(), ...extra, "-b", "-", "-P", String(rig.port), `key@${rig.address}`],
      `${commands.join("\n")}\n`,
    );

  test("lists, fetches, stores, renames and removes in batch mode", async () => {
    const [got, put] = [scratch(fresh("got")), fresh("put")];
    const ran = await batch([
      "pwd",
      "ls -l EWC_17_12_1",
      `get EWC_17_12_1/ap1g8 ${got}`,
      `put ${scratch("image")} ${put}`,
      "mkdir folder",
      `rename ${put} folder/${put}`,
      `ls -la folder`,
      "df -h .",
      `get "EWC_17_12_1/a name with spaces" ${scratch("spaces")}`,
    ]);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.output).toContain("Remote working directory: /");
    expect(ran.output).toMatch(new RegExp(`-rw-r--r-- +1 key +key +${image.length} .* ap1g8`));
    await expectFetched(got);
    await expectStored(`folder/${put}`);
    expect(await readFile(scratch("spaces"), "utf8")).toBe("spaces");
    expect(await batch([`rm folder/${put}`, "rmdir folder"])).toMatchObject({ code: 0 });
  });

  test("fetches and stores a folder recursively", async () => {
    const to = scratch(fresh("folder"));
    expect(await batch([`get -rp EWC_17_12_1 ${to}`])).toMatchObject({ code: 0 });
    await expectFetched(`${to}/ap1g8`);
    expect(await batch([`put -rp ${to} copied`])).toMatchObject({ code: 0 });
    await expectStored("copied/ap1g8");
  });

  test("transfers files intact with a key exchange every 256 KB", async () => {
    const [got, put] = [scratch(fresh("got")), fresh("put")];
    const ran = await batch(
      [`get EWC_17_12_1/ap1g8 ${got}`, `put ${scratch("image")} ${put}`],
      ["-o", "RekeyLimit=256K"],
    );
    expect(ran).toMatchObject({ code: 0 });
    await expectFetched(got);
    await expectStored(put);
  });

  test("reports a missing file without its real path", async () => {
    const ran = await batch(["get EWC_17_12_1/nothing /dev/null"]);
    expect(ran.code).not.toBe(0);
    expect(ran.output).toContain("not found");
    expect(ran.output).not.toContain(rig.root);
  });

  test.each(["aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr"])(
    "fetches a file with the cipher %s",
    async (cipher) => {
      const got = scratch(fresh("got"));
      expect(await batch([`get EWC_17_12_1/ap1g8 ${got}`], ["-c", cipher])).toMatchObject({ code: 0 });
      await expectFetched(got);
    },
  );

  test("a client with old algorithms only can connect while legacy clients are allowed", async () => {
    const old = [
      ...["-o", "KexAlgorithms=diffie-hellman-group14-sha1", "-o", "HostKeyAlgorithms=ssh-rsa"],
      ...["-o", "Ciphers=aes128-cbc", "-o", "MACs=hmac-sha1"],
    ];
    const got = scratch(fresh("got"));
    const refused = await batch([`get EWC_17_12_1/ap1g8 ${got}`], old);
    expect(refused.code).not.toBe(0);
    rig.server.apply({ ...rig.settings, legacyClients: true });
    const served = await batch([`get EWC_17_12_1/ap1g8 ${got}`], old);
    rig.server.apply(rig.settings);
    expect(served).toMatchObject({ code: 0 });
    await expectFetched(got);
    expect((await batch(["pwd"], old)).code).not.toBe(0);
  });
});

test.skipIf(!programs.sshpass || !programs.sftp)(
  "OpenSSH sftp logs in with the right password, and not with a wrong one",
  async () => {
    const listWith = (password: string) =>
      run(
        programs.sshpass!,
        [
          ...["-p", password, programs.sftp!, ...acceptAnyHostKey(), "-o", "PubkeyAuthentication=no"],
          ...["-o", "BatchMode=no", "-b", "-", "-P", String(rig.port), `ewc@${rig.address}`],
        ],
        "ls EWC_17_12_1\n",
      );
    const right = await listWith(PASSWORD);
    expect(right).toMatchObject({ code: 0 });
    expect(right.output).toContain("ap1g8");
    expect((await listWith("wrong")).code).not.toBe(0);
  },
);

test.skipIf(!programs.scp)(titleWith("scp", "OpenSSH scp fetches and stores a file"), async () => {
  const [got, put] = [scratch(fresh("got")), fresh("put")];
  const scp = (from: string, to: string) =>
    run(programs.scp!, [...withKey(), "-s", "-P", String(rig.port), from, to]);
  expect(await scp(`key@${rig.address}:/EWC_17_12_1/ap1g8`, got)).toMatchObject({ code: 0 });
  await expectFetched(got);
  expect(await scp(scratch("image"), `key@${rig.address}:/${put}`)).toMatchObject({ code: 0 });
  await expectStored(put);
});

test.skipIf(!programs.ssh)("OpenSSH ssh gets no shell and no command, and prints why", async () => {
  const ssh = (...command: string[]) =>
    run(programs.ssh!, [...withKey(), "-p", String(rig.port), `key@${rig.address}`, ...command]);
  const only = { code: 1, output: expect.stringContaining("This service allows sftp connections only.") };
  expect(await ssh()).toMatchObject(only);
  expect(await ssh("id")).toMatchObject(only);
});

test.skipIf(!curlHasSftp)("curl lists, fetches, resumes and stores", async () => {
  const curl = (...args: string[]) => run(programs.curl!, ["-sS", "-k", "--user", `up:${PASSWORD}`, ...args]);
  const url = `sftp://${rig.address}:${rig.port}`;
  const listed = await curl(`${url}/EWC_17_12_1/`);
  expect(listed).toMatchObject({ code: 0 });
  expect(listed.output).toMatch(/^-rw.* ap1g8$/m);
  const [got, put] = [scratch(fresh("got")), fresh("put")];
  expect(await curl("-o", got, `${url}/EWC_17_12_1/ap1g8`)).toMatchObject({ code: 0 });
  await expectFetched(got);
  await writeFile(got, image.subarray(0, 1_000_000));
  expect(await curl("-C", "-", "-o", got, `${url}/EWC_17_12_1/ap1g8`)).toMatchObject({ code: 0 });
  await expectFetched(got);
  expect(await curl("-T", scratch("image"), `${url}/${put}`)).toMatchObject({ code: 0 });
  await expectStored(put);
  expect((await curl(`${url}/nothing`)).code).not.toBe(0);
});

test.skipIf(!programs.lftp)(titleWith("lftp", "lftp lists, fetches and stores"), async () => {
  const [got, put] = [scratch(fresh("got")), fresh("put")];
  const commands = [
    `set sftp:connect-program "ssh -a -x ${acceptAnyHostKey().join(" ")}"`,
    "set net:max-retries 1",
    "set cmd:fail-exit true",
    `open -u up,"${PASSWORD}" -p ${rig.port} sftp://${rig.address}`,
    "ls EWC_17_12_1",
    `get EWC_17_12_1/ap1g8 -o ${got}`,
    `put ${scratch("image")} -o ${put}`,
    "bye",
  ];
  const ran = await run(programs.lftp!, ["--norc", "-c", commands.join("; ")]);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.output).toContain("ap1g8");
  await expectFetched(got);
  await expectStored(put);
});

test.skipIf(!hasParamiko)("paramiko lists, fetches, stores, and reads back what it stored", async () => {
  const [got, put] = [scratch(fresh("got")), fresh("put")];
  const script = `
import paramiko, sys
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect("${rig.address}", port=${rig.port}, username="up", password="${PASSWORD}", look_for_keys=False, allow_agent=False)
sftp = client.open_sftp()
print(sorted(sftp.listdir("EWC_17_12_1")))
sftp.get("EWC_17_12_1/ap1g8", "${got}")
print(sftp.put("${scratch("image")}", "${put}").st_size)
with sftp.open("${put}", "rb") as f:
    f.prefetch()
    print(len(f.read()))
sftp.close()
client.close()
`;
  const ran = await run(programs.python!, ["-W", "ignore", "-c", script]);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.output).toContain("['a name with spaces', 'ap1g8']");
  await expectFetched(got);
  await expectStored(put);
});

test.skipIf(!programs.rclone)(
  titleWith("rclone", "rclone lists, copies in both directions, and finds no difference"),
  async () => {
    const { output: obscured } = await run(programs.rclone!, ["obscure", PASSWORD]);
    const remote = (at: string) =>
      `:sftp,host=${rig.address},port=${rig.port},user=up,pass=${obscured.trim()},shell_type=none,disable_hashcheck=true:${at}`;
    const rclone = (...args: string[]) =>
      run(programs.rclone!, ["--config", "/dev/null", "--retries", "1", ...args]);
    const listed = await rclone("lsl", remote("/EWC_17_12_1"));
    expect(listed).toMatchObject({ code: 0 });
    expect(listed.output).toContain(`${image.length}`);
    const [got, put] = [scratch(fresh("got")), fresh("put")];
    expect(await rclone("copyto", remote("/EWC_17_12_1/ap1g8"), got)).toMatchObject({ code: 0 });
    await expectFetched(got);
    expect(await rclone("copyto", scratch("image"), remote(`/${put}`))).toMatchObject({ code: 0 });
    await expectStored(put);
    const folder = scratch(fresh("folder"));
    expect(await rclone("copy", remote("/EWC_17_12_1"), folder)).toMatchObject({ code: 0 });
    expect(await rclone("check", "--download", folder, remote("/EWC_17_12_1"))).toMatchObject({ code: 0 });
  },
);

test.skipIf(!programs.audit)(
  titleWith(
    "ssh-audit",
    "ssh-audit reports no failure for the default algorithms, and failures with legacy ones",
  ),
  async () => {
    const audit = () => run(programs.audit!, ["-n", "-b", "-l", "fail", "-p", String(rig.port), rig.address]);
    const strict = await audit();
    expect(strict.output).not.toContain("[fail]");
    // Its exit code for failures.
    expect(strict.code).not.toBe(3);
    rig.server.apply({ ...rig.settings, legacyClients: true });
    const legacy = await audit();
    rig.server.apply(rig.settings);
    expect(legacy.output).toContain("[fail]");
  },
);
