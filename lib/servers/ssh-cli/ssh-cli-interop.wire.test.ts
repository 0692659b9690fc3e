/** The command line's SSH server with the usual automation clients: OpenSSH, paramiko, netmiko, Ansible. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apRow } from "@/lib/testing/ap-row";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import {
  hasAnsible,
  hasNetmiko,
  hasScrapli,
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
  const aps = Array.from({ length: 60 }, (_, i) => apRow({ name: `AP-${i}`, isController: i === 0 }));
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
c.send_config_set(["enable secret Pa55word", "no logging console", "line vty 0 4", "exec-timeout 0"])
c.exit_enable_mode()
r["user_prompt"] = c.find_prompt()
c.secret = "Pa55word"
c.enable()
r["enabled"] = c.find_prompt()
c.send_config_set(["no enable secret", "logging console", "line vty 0 4", "no exec-timeout"])
r["ping"] = c.send_command("ping ip 172.16.5.27")
c.disconnect()
from netmiko import SSHDetect
d = SSHDetect(device_type="autodetect", host="127.0.0.1", port=${lab.port}, username="admin", password="${CLI_PASSWORD}")
r["detected"] = d.autodetect()
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
    expect(result.user_prompt).toBe("9120-EWC>");
    expect(result.enabled).toBe("9120-EWC#");
    expect(result.ping).toContain("Success rate is 0 percent (0/5)");
    // The class of cisco_xe and cisco_ios is the same; netmiko's detection knows only the latter name.
    expect(result.detected).toBe("cisco_ios");
    expect(lab.fixture.controller.profile).toMatchObject({
      imageServer: "172.16.5.27",
      imagePath: "EWC_17_12_1",
    });
  });
});

describe.skipIf(!hasScrapli)("scrapli cisco_iosxe (skipped without scrapli)", () => {
  it("finds the prompt, runs a show command and configures", { timeout: 120_000 }, async () => {
    const script = `
from scrapli import Scrapli
with Scrapli(platform="cisco_iosxe", host="127.0.0.1", port=${lab.port}, auth_username="admin", auth_password="${CLI_PASSWORD}", auth_strict_key=False, transport="paramiko") as c:
    print(c.get_prompt())
    print(c.send_command("show ap image").result.count("AP-"))
    print(c.send_configs(["hostname 9120-EWC"]).failed)
`;
    const { out, status } = await runTool(folder, python ?? "python3", ["-c", script]);
    expect(status, out).toBe(0);
    expect(out).toBe("9120-EWC#\n60\nFalse\n");
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
    - cisco.ios.ios_facts: { gather_subset: all }
    - assert:
        that:
          - ansible_net_version == '17.9.4'
          - ansible_net_hostname == '9120-EWC'
          - ansible_net_iostype == 'IOS-XE'
          - ansible_net_model == 'C9120AXI-E'
          - ansible_net_serialnum == 'LAB24384GTP'
          - ansible_net_image is search('linux_iosd-image')
          - ansible_net_filesystems == ['bootflash:']
          - ansible_net_filesystems_info['bootflash:'].spacetotal_kb == 7774207
          - ansible_net_memtotal_mb|int == 163
          - ansible_net_all_ipv4_addresses == ['172.16.4.26']
          - ansible_net_interfaces['GigabitEthernet0'].macaddress == '2c5a.0f3f.1234'
          - ansible_net_interfaces['GigabitEthernet0'].operstatus == 'up'
          - ansible_net_interfaces['GigabitEthernet0'].ipv4[0].subnet == '24'
          - ansible_net_neighbors == {}
          - ansible_net_config is search('hostname 9120-EWC')
    - cisco.ios.ios_config: &unsaved
        lines: ["no logging console"]
        save_when: modified
      register: saved
    - cisco.ios.ios_config: *unsaved
      register: again
    - assert: { that: ["saved.changed", "not again.changed"] }
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
