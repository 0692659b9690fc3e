/** The command line's SSH server with the usual automation clients: OpenSSH, paramiko, netmiko, Ansible. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apRow, CliFixture } from "@/lib/testing/cli-fixture";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import {
  hasAnsible,
  hasNetmiko,
  hasSsh,
  openSsh,
  paramikoScript,
  python,
  runPlaybook,
  runTool,
  SHOW_COMMANDS,
} from "@/lib/testing/cli-tools";
import { type SshCliLab, sshCliLab } from "@/lib/testing/ssh-cli-lab";

let lab: SshCliLab;
let folder: string;
beforeAll(async () => {
  const aps = Array.from({ length: 60 }, (_, i) => apRow({ name: `AP-${i}` }));
  lab = await sshCliLab({}, new CliFixture({ rows: { aps } }));
  folder = await mkdtemp(path.join(tmpdir(), "cli-clients-"));
});
afterAll(async () => {
  await lab.close();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!hasSsh)("OpenSSH's ssh (skipped without ssh and sshpass)", () => {
  const ssh = (args: string[], input = "") => openSsh({ home: folder, port: lab.port }, args, input);

  it('ssh host "show ap image" prints the listing and exits with 0, a refused command exits with 1', async () => {
    const good = await ssh(["admin@127.0.0.1", "show ap image"]);
    expect(good.status).toBe(0);
    expect(good.out).toContain("Total number of APs  : 60\r\n");
    expect(good.out.match(/^AP-\d+ /gm)).toHaveLength(60);
    expect((await ssh(["admin@127.0.0.1", "show ap images"])).status).toBe(1);
  });

  it("a here-document is run line by line", async () => {
    const { status, out } = await ssh(
      ["-T", "admin@127.0.0.1"],
      "configure terminal\nhostname Lab\nend\nshow clock\n",
    );
    expect(status).toBe(0);
    expect(out).toContain("Lab#show clock\r\n*21:41:35.112 UTC");
    await ssh(["admin@127.0.0.1"], "configure terminal\nhostname 9120-EWC\n");
  });

  it("with a terminal, commands can be typed", async () => {
    const { out } = await ssh(["-tt", "admin@127.0.0.1"], "terminal length 0\rshow ap image\rexit\r");
    expect(out).toContain("AP-59");
    expect(out).toContain("9120-EWC#exit");
  });
});

describe.skipIf(python === undefined)("paramiko (skipped without python3-paramiko)", () => {
  it("exec_command and invoke_shell return complete output", async () => {
    const script = paramikoScript(
      lab.port,
      `
i, o, e = c.exec_command("show clock")
print(o.read().decode().strip(), o.channel.recv_exit_status())
s = c.invoke_shell()
s.settimeout(60)
def until(end):
    got = ""
    while not got.endswith(end):
        got += s.recv(65536).decode()
    return got
until("EWC#")
s.send("terminal length 0\\n"); until("EWC#")
s.send("show ap image\\n"); print(until("EWC#").count("AP-"))
`,
    );
    const { out, status } = await runTool(folder, python ?? "python3", ["-c", script]);
    expect(status, out).toBe(0);
    expect(out).toContain("*21:41:35.112 UTC Tue Jan 30 2024 0\n60\n");
  });
});

describe.skipIf(!hasNetmiko)("netmiko cisco_xe (skipped without python3-netmiko)", () => {
  it("connects, runs every show command, configures, saves, and interrupts a command", {
    timeout: 120_000,
  }, async () => {
    const script = `
import json
from netmiko import ConnectHandler
c = ConnectHandler(device_type="cisco_xe", host="127.0.0.1", port=${lab.port}, username="admin", password="${CLI_PASSWORD}")
r = {"prompt": c.find_prompt()}
r["shows"] = {s: c.send_command(s) for s in ${JSON.stringify(SHOW_COMMANDS)}}
r["config"] = c.send_config_set(["wireless profile image-download default", "image-download-mode tftp", "tftp-image-server 172.16.5.27", "tftp-image-path EWC_17_12_1"])
r["saved"] = c.save_config()
r["section"] = c.send_command("show running-config | section wireless")
r["add"] = c.send_command("install add profile default", expect_string="Performing Add")
c.write_channel("\\x03")
r["after"] = c.read_until_prompt()
r["prompt2"] = c.find_prompt()
c.disconnect()
print(json.dumps(r))
`;
    const { out, status } = await runTool(folder, python ?? "python3", ["-c", script]);
    expect(status, out).toBe(0);
    const result = JSON.parse(out) as Record<string, string> & { shows: Record<string, string> };
    expect(result.prompt).toBe("9120-EWC#");
    expect(result.shows["show ap image"]?.match(/^AP-\d+ /gm)).toHaveLength(60);
    for (const [command, text] of Object.entries(result.shows)) {
      expect(text, command).not.toMatch(/Invalid|Incomplete|More|9120-EWC#/);
      expect(text.length, command).toBeGreaterThan(10);
    }
    expect(result.config).not.toContain("%");
    expect(result.saved).toContain("[OK]");
    expect(result.section).toContain("  tftp-image-server 172.16.5.27");
    expect(result.prompt2).toBe("9120-EWC#");
    expect(lab.fixture.controller.profile).toMatchObject({
      imageServer: "172.16.5.27",
      imagePath: "EWC_17_12_1",
    });
  });
});

describe.skipIf(!hasAnsible)("Ansible cisco.ios (skipped without ansible)", () => {
  const PLAY = `
- hosts: ewc
  gather_facts: no
  tasks:
    - cisco.ios.ios_command:
        commands: ["show ap image", "show version"]
      register: shown
    - assert: { that: "shown.stdout[0].count('AP-') == 60" }
    - cisco.ios.ios_config: &profile
        parents: ["wireless profile image-download default", "image-download-mode tftp"]
        lines: ["tftp-image-server 127.0.0.2", "tftp-image-path /EWC_17_12_2"]
        save_when: changed
      register: first
    - cisco.ios.ios_config: *profile
      register: second
    - assert: { that: ["first.changed", "not second.changed"] }
    - cisco.ios.ios_command: { commands: ["show nonsense"] }
      register: refused
      ignore_errors: yes
    - assert: { that: "refused.failed" }
    - cisco.ios.ios_facts: { gather_subset: min }
    - assert: { that: ["ansible_net_version == '17.09.04.0.27'", "ansible_net_hostname == '9120-EWC'"] }
`;
  it("ios_command, ios_config (idempotent) and ios_facts work", { timeout: 180_000 }, async () => {
    const { out, status } = await runPlaybook({ home: folder, port: lab.port }, PLAY);
    expect(status, out).toBe(0);
    expect(lab.fixture.controller.profile).toMatchObject({
      imageServer: "127.0.0.2",
      imagePath: "EWC_17_12_2",
    });
  });
});
