/** OpenSSH, paramiko, netmiko and Ansible against the whole engine: they read and change the state that the pages show. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import {
  hasAnsible,
  hasNetmiko,
  hasRancid,
  hasSsh,
  openSsh,
  paramikoScript,
  python,
  runClogin,
  runPlaybook,
  runTool,
  SHOW_COMMANDS,
} from "@/lib/testing/cli-tools";
import { type EngineFixture, engineFixture } from "@/lib/testing/engine-fixture";
import { numberedLab, OLD_VERSION } from "@/lib/testing/numbered-lab";

let fixture: EngineFixture;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "cli-tools-"));
  fixture = await engineFixture(
    {
      ...numberedLab(["C9120AXI-E", "C9105AXI-E"], "9120-EWC"),
      // Enough access points for listings of more than one page.
      mixes: [{ count: 60, models: { "C9120AXI-E": 1 }, running: OLD_VERSION }],
    },
    ["17.12.1"],
  );
  await fixture.until("controller", "controller", (c) => c.joinedCount === c.apCount);
}, 60_000);
afterAll(async () => {
  await fixture.end();
  await rm(home, { recursive: true, force: true });
});

const controller = () => fixture.engine.bus.row("controller", "controller");
const apCount = 62;

describe.skipIf(!hasSsh)("OpenSSH's ssh (skipped without ssh and sshpass)", () => {
  const ssh = (args: string[], input = "") => openSsh({ home, port: fixture.cliPort }, args, input);

  it("runs a single command, and a script from standard input that configures the controller", {
    timeout: 300_000,
  }, async () => {
    const { status, out } = await ssh(["admin@127.0.0.1", "show ap image"]);
    expect(status).toBe(0);
    expect(out).toContain(`Total number of APs  : ${apCount}\r\n`);
    const script = "configure terminal\nhostname Scripted\nend\nshow running-config | include hostname\n";
    const scripted = await ssh(["-T", "admin@127.0.0.1"], script);
    expect(scripted.status).toBe(0);
    expect(scripted.out).toContain("hostname Scripted");
    expect(controller()?.name).toBe("Scripted");
    expect((await ssh(["admin@127.0.0.1", "configure terminal\nhostname 9120-EWC"])).status).toBe(0);
    expect((await ssh(["admin@127.0.0.1", "install activate"])).status).toBe(1);
  });
});

describe.skipIf(python === undefined)("paramiko (skipped without python3-paramiko)", () => {
  it("runs exec_command and gets its exit status", { timeout: 300_000 }, async () => {
    const script = paramikoScript(
      fixture.cliPort,
      `
i, o, e = c.exec_command("show ap summary")
print(o.read().decode().count("Registered"), o.channel.recv_exit_status())
i, o, e = c.exec_command("show nonsense")
o.read()
print(o.channel.recv_exit_status())
`,
    );
    const { out } = await runTool(home, python ?? "python3", ["-c", script]);
    expect(out).toBe(`${apCount} 0\n1\n`);
  });
});

describe.skipIf(!hasNetmiko)("netmiko cisco_xe (skipped without python3-netmiko)", () => {
  it("runs every show command, configures the profile, saves the configuration and upgrades", {
    timeout: 180_000,
  }, async () => {
    const script = `
import json, netmiko
from netmiko import ConnectHandler
# Netmiko 4 takes a read timeout in seconds; earlier versions take a delay factor.
slow = {"read_timeout": 150} if int(netmiko.__version__.split(".")[0]) >= 4 else {"delay_factor": 2}
c = ConnectHandler(device_type="cisco_xe", host="127.0.0.1", port=${fixture.cliPort}, username="admin", password="${CLI_PASSWORD}")
r = {"prompt": c.find_prompt()}
r["shows"] = {s: c.send_command(s) for s in ${JSON.stringify(SHOW_COMMANDS)}}
r["config"] = c.send_config_set(["wireless profile image-download default", "image-download-mode tftp", "tftp-image-server 127.0.0.1", "tftp-image-path EWC_17_12_1"])
r["saved"] = c.save_config()
r["added"] = c.send_command("install add profile default", **slow)
r["image"] = c.send_command("show ap image")
c.disconnect()
print(json.dumps(r))
`;
    const { out, status } = await runTool(home, python ?? "python3", ["-c", script]);
    expect(status, out).toBe(0);
    const result = JSON.parse(out) as Record<string, string> & { shows: Record<string, string> };
    expect(result.prompt).toBe("9120-EWC#");
    for (const [command, text] of Object.entries(result.shows)) {
      expect(text, command).not.toMatch(/Invalid|Incomplete|More|9120-EWC#/);
      expect(text.length, command).toBeGreaterThan(10);
    }
    expect(result.config).not.toContain("%");
    expect(result.saved).toContain("[OK]");
    expect(controller()?.profile).toMatchObject({ imageServer: "127.0.0.1", imagePath: "EWC_17_12_1" });
    expect(result.added).toContain("SUCCESS: install_add");
    expect(fixture.engine.bus.row("upgrade", "upgrade")?.canActivate).toBe(true);
    const rows = (result.image ?? "").split("\n").filter((line) => line.includes(" Complete "));
    expect(rows).toHaveLength(apCount);
  });
});

describe.skipIf(!hasRancid)("RANCID (skipped without the package rancid)", () => {
  it("signs in, turns paging off, and collects the listings whole", { timeout: 180_000 }, async () => {
    const wanted = ["show version", "show running-config", "show ap image", "show inventory", "dir"];
    const { out, status } = await runClogin(home, fixture.cliPort, ...wanted);
    expect(status, out).toBe(0);
    for (const command of wanted) expect(out).toContain(`#${command}`);
    expect(out).toContain("Cisco IOS XE Software");
    expect(out).toContain("hostname 9120-EWC");
    expect(out).toContain(`Total number of APs  : ${apCount}\r\n`);
    expect(out.match(/^(?:ap-\d|AP)\S* .*(?:None|Complete)/gm)).toHaveLength(apCount);
    expect(out).not.toContain("--More--");
    expect(out).not.toMatch(/^% /m);
  });
});

describe.skipIf(!hasAnsible)("Ansible cisco.ios (skipped without ansible)", () => {
  /** The controller may refuse connections while it reloads, so the version is asked for until it is the new one. */
  const UPGRADE = `
- hosts: ewc
  gather_facts: no
  tasks:
    # An earlier upgrade may be ready; there may as well be none.
    - cisco.ios.ios_command: { commands: ["ap image predownload abort"] }
      failed_when: false
    - cisco.ios.ios_config:
        parents: ["wireless profile image-download default", "image-download-mode tftp"]
        lines: ["tftp-image-server 127.0.0.1", "tftp-image-path /EWC_17_12_1"]
        save_when: modified
    - cisco.ios.ios_command: { commands: ["install add profile default"] }
      register: added
    - assert: { that: "added.stdout[0] is search('SUCCESS: install_add')" }
    - cisco.ios.ios_command: { commands: ["install activate prompt-level none"] }
      ignore_errors: yes
      ignore_unreachable: yes
    - meta: reset_connection
    - cisco.ios.ios_command: { commands: ["show version"] }
      register: version
      until: version is success and 'Version 17.12.1,' in version.stdout[0]
      retries: 60
      delay: 1
    - cisco.ios.ios_command: { commands: ["install commit"] }
    - cisco.ios.ios_command: { commands: ["show install summary"] }
      register: installed
    - assert: { that: "installed.stdout[0] is search('IMG   C    17.12.01')" }
`;
  const PLAY = `
- hosts: ewc
  gather_facts: no
  tasks:
    - cisco.ios.ios_command: { commands: ["show ap image"] }
      register: shown
    - assert: { that: "shown.stdout[0] is search('Total number of APs  : ${apCount}')" }
    - cisco.ios.ios_config: &profile
        parents: ["wireless profile image-download default", "image-download-mode tftp"]
        lines: ["tftp-image-server 127.0.0.2", "tftp-image-path /EWC_17_12_2"]
        save_when: changed
      register: first
    - cisco.ios.ios_config: *profile
      register: second
    - assert: { that: ["first.changed", "not second.changed"] }
    - cisco.ios.ios_facts: { gather_subset: all }
    - assert:
        that:
          - ansible_net_version == '17.9.4'
          - ansible_net_iostype == 'IOS-XE'
          - ansible_net_all_ipv4_addresses == ['172.16.9.9']
          - ansible_net_interfaces['GigabitEthernet0'].macaddress == '0000.0000.0011'
    - cisco.ios.ios_config: { parents: ["wireless profile image-download default", "image-download-mode tftp"], lines: ["tftp-image-server 127.0.0.1"], save_when: modified }
    - cisco.ios.ios_ping: { dest: 127.0.0.1 }
      register: pinged
    - assert: { that: ["pinged.packet_loss == '0%'", "pinged.packets_rx == 5"] }
    - cisco.ios.ios_config: { parents: ["wireless profile image-download default", "image-download-mode tftp"], lines: ["tftp-image-server 127.0.0.2"], save_when: modified }
`;
  it("runs ios_command, ios_facts with all subsets, ios_ping, and an ios_config task that reports no change when it is repeated", {
    timeout: 180_000,
  }, async () => {
    const { out, status } = await runPlaybook({ home, port: fixture.cliPort }, PLAY);
    expect(status, out).toBe(0);
    expect(controller()?.profile).toMatchObject({ imageServer: "127.0.0.2", imagePath: "EWC_17_12_2" });
  });

  it("runs a whole upgrade without an operator: configure, add, activate, wait, commit", {
    timeout: 300_000,
  }, async () => {
    const { out, status } = await runPlaybook({ home, port: fixture.cliPort }, UPGRADE);
    expect(status, out).toBe(0);
    expect(controller()?.version).toMatch(/^17\.12\.1\./);
  });
});
