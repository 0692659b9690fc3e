/** The server doctor as a whole: what it recognizes, which lines it names, and what it recommends. */
import { describe, expect, test } from "vitest";
import { doctorInputSchema, type Examination } from "@/lib/contracts/doctor";
import { examine } from "./examine";
import { recognize } from "./recognize";
import { hpa } from "./test-tftp-fixtures";

type Given = Parameters<typeof doctorInputSchema.parse>[0];
const examined = (input: Given): Examination => examine(doctorInputSchema.parse(input));
const ids = ({ files }: Examination): string[] =>
  files.flatMap(({ findings }) => findings.map(({ rule }) => rule));

describe("recognition", () => {
  test.each([
    ["/etc/default/tftpd-hpa", "", "tftpd-hpa"],
    ["", "TFTP_OPTIONS=-s\n", "tftpd-hpa"],
    ["/etc/tftpd.map", "", "tftpd-map"],
    ["", "# names\nrg \\\\ /\nr ^old/ new/\n", "tftpd-map"],
    ["dnsmasq.conf", "", "dnsmasq"],
    ["/etc/dnsmasq.d/images.conf", "interface=eth0\n", "dnsmasq"],
    ["", "port=0\nenable-tftp\ntftp-root=/srv/tftp\n", "dnsmasq"],
    ["sshd_config", "", "sshd-config"],
    ["/etc/ssh/sshd_config.d/50-images.conf", "X11Forwarding no\n", "sshd-config"],
    ["", "UsePAM yes\nSubsystem sftp internal-sftp\n", "sshd-config"],
    ["/etc/ssh/ssh_config", "", "ssh-config"],
    ["", "Host *\n    SendEnv LANG\n    HashKnownHosts yes\n", "ssh-config"],
    ["", 'USE_INETD=true\nOPTIONS="--maxthread 100 /srv/tftp"\n', "atftpd"],
    ["C:\\Tftpd64\\tftpd32.ini", "", "tftpd64"],
    ["", "[TFTPD32]\nBaseDirectory=C:\\tftp\n", "tftpd64"],
    ["vsftpd.conf", "", "vsftpd"],
    ["", "anonymous_enable=NO\nlocal_enable=YES\n", "vsftpd"],
    ["", "$ ls -l /srv/tftp\ntotal 4\n-rw-r--r-- 1 root root 4096 Jan 10 10:00 EWC_17_12_1\n", "listing"],
    ["", 'UNCONN 0      0      0.0.0.0:69      0.0.0.0:*    users:(("in.tftpd",pid=812,fd=4))\n', "sockets"],
    ["notes.txt", "Call Lena about the switch.\n", null],
  ])("of %s %j", (name, text, kind) => {
    expect(recognize(name, text)).toBe(kind);
  });
});

test("two frequent mistakes are found: ssh_config for sshd_config, /var/lib/syslog for /var/log/syslog", () => {
  const answer = examined({
    files: [
      {
        name: "/etc/ssh/ssh_config",
        text: "Match Group sftp-users\n    ForceCommand internal-sftp\n    ChrootDirectory %h\n",
      },
      { name: "/etc/default/tftpd-hpa", text: hpa({ more: "# transfers are logged in /var/lib/syslog" }) },
    ],
    purpose: { logFile: "" },
  });
  expect(answer.verdict).toBe("wrong");
  expect(answer.files[0]?.findings[0]).toMatchObject({
    rule: "ssh-config-given",
    problem: "This is ssh_config, the client's file. The server reads sshd_config.",
  });
  expect(answer.files[0]?.place).toBe("/etc/ssh/sshd_config");
  expect(answer.files[1]?.findings).toMatchObject([
    {
      rule: "hpa-log-place",
      line: 7,
      text: "# transfers are logged in /var/lib/syslog",
      problem: "There is no log in /var/lib/syslog.",
      fix: "The log is /var/log/syslog.",
    },
  ]);
  expect(answer.logs.map(({ place }) => place)).toEqual(["/var/log/auth.log", "/var/log/syslog"]);
});

test("a finding names its line, and the corrected file marks what changed", () => {
  const text = hpa({ options: "--create --verbose" });
  const { files } = examined({ files: [{ name: "tftpd-hpa", text }], purpose: {} });
  expect(files[0]?.findings.map(({ rule, line, severity }) => [rule, line, severity])).toEqual([
    ["hpa-secure-missing", 6, "error"],
    ["hpa-create", 6, "warning"],
  ]);
  expect(files[0]?.corrected?.filter(({ isChanged }) => isChanged)).toEqual([
    { text: 'TFTP_OPTIONS="--secure --verbose"', isChanged: true },
  ]);
});

test("an Image Path that repeats the server's root is corrected in the profile, not in the file", () => {
  const answer = examined({
    files: [{ name: "tftpd-hpa", text: hpa() }],
    purpose: { path: "/srv/tftp/EWC_17_12_1" },
  });
  expect(ids(answer)).toEqual(["hpa-path-absolute"]);
  expect(answer.pageChanges).toEqual([{ field: "Image Path", value: "EWC_17_12_1" }]);
  expect(answer.files[0]?.corrected?.some(({ isChanged }) => isChanged)).toBe(false);
});

test("the commands restart the service, open the ports of the corrected file, and let the server read the images", () => {
  const { commands, logs } = examined({
    files: [{ name: "tftpd-hpa", text: hpa() }],
    purpose: { behindNat: true, path: "EWC_17_12_1" },
  });
  expect(commands).toEqual([
    {
      title: "Apply the corrected tftpd-hpa defaults",
      lines: [
        "sudo cp -p /etc/default/tftpd-hpa /etc/default/tftpd-hpa.before",
        "sudo install -m 644 tftpd-hpa /etc/default/tftpd-hpa",
        "sudo systemctl restart tftpd-hpa",
        "systemctl status tftpd-hpa --no-pager",
      ],
    },
    {
      title: "Open the server's firewall",
      lines: ["sudo ufw allow 69/udp", "sudo ufw allow 40000:40199/udp"],
    },
    {
      title: "Let the server read the images",
      lines: ["sudo chmod -R a+rX /srv/tftp/EWC_17_12_1", "namei -l /srv/tftp/EWC_17_12_1"],
    },
  ]);
  expect(logs).toMatchObject([{ place: "/var/log/syslog" }]);
});

test("Tftpd64 gets Windows commands", () => {
  const { commands, logs } = examined({
    files: [{ name: "tftpd32.ini", text: "[TFTPD32]\r\nBaseDirectory=C:\\tftp\r\n" }],
    purpose: { host: "windows" },
  });
  expect(commands[1]?.lines).toEqual([
    'netsh advfirewall firewall add rule name="TFTP 69" dir=in action=allow protocol=UDP localport=69',
  ]);
  expect(logs[0]?.place).toBe("The Log viewer tab of the Tftpd64 window");
});

test("an unknown file is neither examined nor corrected, and the answer is not clean", () => {
  const answer = examined({ files: [{ text: "hello" }], purpose: {} });
  expect(answer).toMatchObject({ verdict: "wrong", files: [{ kind: null, findings: [], corrected: null }] });
});

test("input that is rejected gets a message", () => {
  const message = (input: unknown) => doctorInputSchema.safeParse(input).error?.issues[0]?.message;
  expect(message({ files: [], purpose: {} })).toBe("Paste or choose a file.");
  expect(message({ files: [{ text: "" }], purpose: {} })).toBe("The file is empty.");
  expect(message({ files: [{ text: "x".repeat(70_000) }], purpose: {} })).toMatch(/longer than 64,000/);
  expect(message({ files: [{ text: "\n".repeat(4_000) }], purpose: {} })).toMatch(/more than 3,000 lines/);
});
