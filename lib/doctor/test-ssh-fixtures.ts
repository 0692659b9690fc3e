/** Fixtures of the rules about OpenSSH, and of the rules about pasted output. */
import { type Fixture, imagesIn } from "./test-fixture";

const BLOCK = [
  "Match User ewc-images",
  "    ChrootDirectory /srv/sftp",
  "    ForceCommand internal-sftp -l INFO",
];
/** A sound file, with more lines before the first Match block, and with that block. */
export const sshd = (more: readonly string[] = [], block: readonly string[] = BLOCK): string =>
  [
    "Include /etc/ssh/sshd_config.d/*.conf",
    "Subsystem sftp internal-sftp -l INFO",
    "PasswordAuthentication yes",
    "UsePAM yes",
    ...more,
    ...block,
    "",
  ].join("\n");
const block = (...lines: string[]): string => sshd([], [...BLOCK, ...lines.map((line) => `    ${line}`)]);
const user = (...lines: string[]): string =>
  sshd([], ["Match User ewc-images", ...lines.map((line) => `    ${line}`)]);
const inPlace = (line: string, instead: string): string => sshd().replace(line, () => instead);
/** A sound file without a chroot. */
const open = (...more: string[]): string => sshd(more, []);

const fixture = (rule: string, faulty: string, sound: string, more: Partial<Fixture> = {}): Fixture => ({
  rule: `sshd-${rule}`,
  kind: "sshd-config",
  faulty,
  sound,
  ...more,
});

export const sshdFixtures: readonly Fixture[] = [
  fixture("unknown-keyword", block("Force-Command internal-sftp"), block("DisableForwarding yes")),
  fixture("unknown-keyword", sshd(["MaxConnections 10"]), sshd(["# MaxConnections 10"])),
  fixture("client-keyword", sshd(["StrictHostKeyChecking no"]), sshd(["StrictModes yes"])),
  fixture("past-keyword", sshd(["Protocol 2"]), sshd(["Port 22"])),
  fixture("value-missing", sshd(["X11Forwarding"]), sshd(["X11Forwarding no"])),
  fixture(
    "value-not-yes-or-no",
    inPlace("PasswordAuthentication yes", "PasswordAuthentication true"),
    sshd(),
  ),
  fixture("not-in-match", block("UseDNS no"), sshd(["UseDNS no"])),
  fixture("not-in-match", `${sshd()}Port 22\nMaxStartups 20\n`, `${sshd()}Match all\n    X11Forwarding no\n`),
  fixture(
    "match-criteria",
    inPlace("Match User ewc-images", "Match ewc-images"),
    inPlace("Match User", "match user"),
  ),
  fixture("shadowed", sshd(["PasswordAuthentication no"]), sshd(["PubkeyAuthentication no"])),
  fixture("include", sshd(), sshd().replace("Include", "# Include")),
  fixture(
    "subsystem-missing",
    inPlace("Subsystem sftp internal-sftp -l INFO", "#Subsystem sftp internal-sftp"),
    sshd(),
  ),
  fixture("subsystem-wrong", inPlace("sftp internal-sftp -l INFO", "sftp /usr/bin/scp"), sshd()),
  fixture("subsystem-name", inPlace("Subsystem sftp", "Subsystem SFTP"), sshd()),
  fixture(
    "subsystem-path",
    inPlace("sftp internal-sftp", "sftp /usr/libexec/sftp-server"),
    inPlace("sftp internal-sftp", "sftp /usr/lib/openssh/sftp-server"),
  ),
  fixture(
    "subsystem-twice",
    sshd(["Subsystem sftp /usr/lib/openssh/sftp-server"]),
    sshd(["Subsystem backup /usr/local/bin/backup"]),
  ),
  fixture("chroot-relative", inPlace("/srv/sftp", "srv/sftp"), sshd()),
  fixture("chroot-owner", sshd(), open()),
  fixture("force-command-missing", user("ChrootDirectory /srv/sftp"), user("X11Forwarding no")),
  fixture(
    "force-command-wrong",
    user("ChrootDirectory /srv/sftp", "ForceCommand /usr/lib/openssh/sftp-server"),
    user("ForceCommand /usr/lib/openssh/sftp-server -l INFO"),
  ),
  fixture("force-command-wrong", user("ForceCommand /bin/false"), user("ForceCommand none")),
  fixture("confines-everybody", sshd(["ChrootDirectory /srv/sftp"]), sshd(["ChrootDirectory none"])),
  fixture(
    "other-user",
    inPlace("User ewc-images", "User images"),
    inPlace("User ewc-images", "User images,ewc-*"),
  ),
  fixture(
    "sftp-requests",
    inPlace("internal-sftp -l INFO\n", "internal-sftp -l INFO -P open,remove\n").replace(
      "ForceCommand internal-sftp -l INFO",
      "ForceCommand internal-sftp -P read",
    ),
    block("# -P read").replace(
      "ForceCommand internal-sftp -l INFO",
      "ForceCommand internal-sftp -l INFO -R -P remove,rename",
    ),
  ),
  fixture(
    "sftp-requests",
    user("ChrootDirectory /srv/sftp", "ForceCommand internal-sftp -l INFO -p open,read"),
    sshd(),
  ),
  fixture(
    "sftp-log-level",
    user("ForceCommand internal-sftp"),
    user("ForceCommand internal-sftp -l VERBOSE"),
  ),
  fixture("path-in-home", open(), open(), {
    purpose: { path: "/home/ewc-images/EWC_17_12_1" },
    soundPurpose: { path: "EWC_17_12_1" },
  }),
  fixture("path-without-chroot", open(), sshd(), { purpose: { path: "/srv/sftp/EWC_17_12_1" } }),
  fixture("path-absolute", sshd(), sshd(), {
    purpose: { path: "/srv/sftp/EWC_17_12_1" },
    soundPurpose: { path: "EWC_17_12_1" },
  }),
  fixture("root-differs", sshd(), sshd(), {
    purpose: { path: "/srv/tftp/EWC_17_12_1" },
    soundPurpose: { path: "/images/EWC_17_12_1" },
  }),
  fixture("path-repeats-root", sshd(), sshd(), {
    purpose: { path: "sftp/EWC_17_12_1" },
    soundPurpose: { path: "images/EWC_17_12_1" },
  }),
  fixture("images-elsewhere", sshd(), inPlace("/srv/sftp", "/srv/images"), {
    others: [{ kind: "listing", text: imagesIn("/srv/images/EWC_17_12_1") }],
  }),
  fixture("password-off", inPlace("PasswordAuthentication yes", "PasswordAuthentication no"), sshd()),
  fixture(
    "password-off",
    block("PasswordAuthentication no"),
    inPlace("PasswordAuthentication yes", "PasswordAuthentication no").replace(
      "    Chroot",
      "    PasswordAuthentication yes\n    Chroot",
    ),
  ),
  fixture("password-default", inPlace("PasswordAuthentication", "#PasswordAuthentication"), sshd()),
  fixture(
    "methods",
    sshd(["AuthenticationMethods publickey,password"]),
    sshd(["AuthenticationMethods publickey password"]),
  ),
  fixture("pam-off", inPlace("UsePAM yes", "UsePAM no"), sshd()),
  fixture("user-not-allowed", sshd(["AllowUsers lena admin"]), sshd(["AllowUsers lena ewc-images"])),
  fixture("user-not-allowed", sshd(["AllowUsers ewc-image?x"]), sshd(["AllowUsers ewc-*@192.0.2.*"])),
  fixture("user-denied", sshd(["DenyUsers ewc-*"]), sshd(["DenyUsers guest"])),
  fixture("groups", sshd(["AllowGroups ssh-users"]), sshd()),
  fixture("root-login", open("PermitRootLogin prohibit-password"), open("PermitRootLogin no"), {
    purpose: { userName: "root" },
    soundPurpose: { userName: "ewc-images" },
  }),
  fixture("empty-passwords", sshd(["PermitEmptyPasswords yes"]), sshd(["PermitEmptyPasswords no"])),
  fixture("few-tries", sshd(["MaxAuthTries 1"]), sshd(["MaxAuthTries 3"])),
  fixture("port-differs", sshd(["Port 2222"]), sshd(["Port 2222", "Port 22"])),
  fixture("port-differs", sshd(), sshd(["Port 2222"]), { purpose: { port: 2222 } }),
  fixture("address-family", sshd(["AddressFamily inet6"]), sshd(["AddressFamily inet"])),
  fixture("few-startups", sshd(["MaxStartups 3"]), sshd(["MaxStartups 10:30:60"])),
  fixture("few-startups-of-one", sshd(["PerSourceMaxStartups 1"]), sshd(["PerSourceMaxStartups 20"])),
  fixture("no-sessions", block("MaxSessions 0"), block("MaxSessions 2")),
  fixture("grace-short", sshd(["LoginGraceTime 5"]), sshd(["LoginGraceTime 2m"])),
  fixture(
    "alive-short",
    sshd(["ClientAliveInterval 10"]),
    sshd(["ClientAliveInterval 10", "ClientAliveCountMax 0"]),
  ),
  fixture("rekey-often", sshd(["RekeyLimit 1M"]), sshd(["RekeyLimit 4G 1h"])),
  fixture("use-dns", sshd(["UseDNS yes"]), sshd(["UseDNS no"])),
  fixture("log-level", sshd(["LogLevel QUIET"]), sshd(["LogLevel VERBOSE"])),
  fixture("log-place", sshd(), sshd(), {
    purpose: { logFile: "/var/log/syslog" },
    soundPurpose: { logFile: "/var/log/auth.log" },
  }),
  fixture("log-place", sshd(["SyslogFacility LOCAL3"]), sshd(["SyslogFacility AUTHPRIV"]), {
    purpose: { logFile: "/var/log/auth.log" },
  }),
  fixture("log-place", sshd(), sshd(), {
    purpose: { logFile: "/var/log/auth.log", host: "redhat" },
    soundPurpose: { logFile: "/var/log/secure", host: "redhat" },
  }),
  fixture(
    "rsa-key-missing",
    sshd(["HostKey /etc/ssh/ssh_host_ed25519_key"]),
    sshd(["HostKey /etc/ssh/ssh_host_ed25519_key", "HostKey /etc/ssh/ssh_host_rsa_key"]),
  ),
  fixture(
    "kex",
    sshd(["KexAlgorithms sntrup761x25519-sha512@openssh.com"]),
    sshd(["KexAlgorithms +diffie-hellman-group14-sha1"]),
  ),
  fixture(
    "ciphers",
    sshd(["Ciphers chacha20-poly1305@openssh.com"]),
    sshd(["Ciphers chacha20-poly1305@openssh.com,aes256-ctr"]),
  ),
  fixture(
    "macs",
    sshd(["MACs umac-128-etm@openssh.com"]),
    sshd(["MACs umac-128-etm@openssh.com,hmac-sha2-256"]),
  ),
  fixture(
    "host-key-algorithms",
    sshd(["HostKeyAlgorithms ssh-ed25519"]),
    sshd(["HostKeyAlgorithms ssh-ed25519,rsa-sha2-256"]),
  ),
  fixture(
    "loopback",
    sshd(["ListenAddress 127.0.0.1"]),
    sshd(["ListenAddress 127.0.0.1", "ListenAddress 192.0.2.10"]),
  ),
  fixture("address-differs", sshd(["ListenAddress 192.0.2.99"]), sshd(["ListenAddress [192.0.2.10]:22"])),
];

const clientFile = [
  "# /etc/ssh/ssh_config",
  "Host *",
  "    SendEnv LANG LC_*",
  "    HashKnownHosts yes",
  "",
].join("\n");
/** The client's file with lines that belong in the server's file. */
export const misplaced = [
  clientFile,
  "Subsystem sftp internal-sftp",
  "Match User ewc-images",
  "    ChrootDirectory /srv/sftp",
  "    X11Forwarding no",
  "",
].join("\n");

export const otherSshFixtures: readonly Fixture[] = [
  { rule: "ssh-config-server-lines", kind: "ssh-config", faulty: misplaced, sound: clientFile },
];

const listing = (folder: string, ...lines: string[]): string =>
  [`${folder}:`, "total 160000", ...lines, ""].join("\n");
const image = (name: string, mode = "-rw-r--r--", owner = "root", size = "62914560"): string =>
  `${mode} 1 ${owner} root ${size} Jan 10 10:00 ${name}`;
const WLC = image("C9800-AP-iosxe-wlc.bin", "-rw-r--r--", "root", "99614720");
const ROOT = "/srv/tftp/EWC_17_12_1";
const lsFixture = (rule: string, faulty: string, sound: string, more: Partial<Fixture> = {}): Fixture => ({
  rule: `ls-${rule}`,
  kind: "listing",
  faulty,
  sound,
  ...more,
});
const chrooted = [{ kind: "sshd-config", text: sshd() }] as const;
const whole = listing(ROOT, image("ap1g8"), WLC);

export const listingFixtures: readonly Fixture[] = [
  lsFixture(
    "chroot-owner",
    "drwxr-xr-x 3 ewc-images root 4096 Jan 10 10:00 /srv/sftp\n",
    "drwxr-xr-x 3 root root 4096 Jan 10 10:00 /srv/sftp\n-rw-r--r-- 1 ewc-images root 4096 Jan 10 10:00 /srv/sftp/EWC_17_12_1\n",
    { others: chrooted },
  ),
  lsFixture(
    "chroot-owner",
    "f: /srv/sftp\n drwxr-xr-x root root /\n drwxr-xr-x www  www  srv\n drwxr-xr-x root root sftp\n",
    "f: /srv/sftp\n drwxr-xr-x root root /\n drwxr-xr-x root root srv\n drwxr-xr-x root root sftp\n",
    { others: chrooted },
  ),
  lsFixture(
    "chroot-shared",
    "drwxrwxr-x 3 root images 4096 Jan 10 10:00 /srv/sftp\n",
    "drwxr-xr-x 3 root images 4096 Jan 10 10:00 /srv/sftp\n",
    { others: chrooted },
  ),
  lsFixture("image-unreadable", listing(ROOT, image("ap1g8", "-rw-r-----"), WLC), whole),
  lsFixture(
    "folder-closed",
    "drwx------ 3 root root 4096 2026-01-10 10:00 /home/lena\n",
    "drwx--x--x 3 root root 4096 2026-01-10 10:00 /home/lena\n",
  ),
  lsFixture(
    "owner-not-server",
    whole,
    listing(
      ROOT,
      image("ap1g8", "-rw-r--r--", "dnsmasq"),
      image("C9800-AP-iosxe-wlc.bin", "-rw-r--r--", "dnsmasq"),
    ),
    {
      others: [{ kind: "dnsmasq", text: "port=0\nenable-tftp\ntftp-root=/srv/tftp\ntftp-secure\n" }],
    },
  ),
  lsFixture("image-small", listing(ROOT, image("ap1g8", "-rw-r--r--", "root", "0"), WLC), whole),
  lsFixture(
    "image-small",
    listing(ROOT, image("ap1g8", "-rw-r--r--", "root", "120K"), WLC),
    listing(ROOT, image("ap1g8", "-rw-r--r--", "root", "60M"), WLC),
  ),
  lsFixture(
    "image-name",
    listing(ROOT, image("AP1G8"), WLC),
    listing(ROOT, image("ap1g8"), image("readme.txt"), WLC),
  ),
  lsFixture("image-name", listing(ROOT, image("ap1g8.tar"), WLC), whole),
  lsFixture(
    "zip-left",
    listing(ROOT, image("C9800-AP-universalk9.17.12.01.zip")),
    listing(ROOT, image("C9800-AP-universalk9.17.12.01.zip"), image("ap1g8"), WLC),
  ),
  lsFixture(
    "nested",
    listing(ROOT, "drwxr-xr-x 2 root root 4096 Jan 10 10:00 C9800-AP-universalk9.17.12.01"),
    whole,
  ),
  lsFixture("no-images", listing(ROOT, image("notes.txt")), whole),
  lsFixture("no-controller-image", listing(ROOT, image("ap1g8")), whole),
  lsFixture("selinux", listing(ROOT, image("ap1g8", "-rw-r--r--."), WLC), whole),
];

const ss = (...lines: string[]): string =>
  ["State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process", ...lines, ""].join("\n");
const udp = (address: string, program: string): string =>
  `UNCONN 0      0      ${address}:69          0.0.0.0:*         users:(("${program}",pid=812,fd=4))`;
const ssFixture = (rule: string, faulty: string, sound: string, more: Partial<Fixture> = {}): Fixture => ({
  rule: `ss-${rule}`,
  kind: "sockets",
  faulty,
  sound,
  ...more,
});
const hpaBeside = [
  {
    kind: "tftpd-hpa",
    text: 'TFTP_USERNAME="tftp"\nTFTP_DIRECTORY="/srv/tftp"\nTFTP_ADDRESS=":69"\nTFTP_OPTIONS="-s -v"\n',
  },
] as const;

export const socketFixtures: readonly Fixture[] = [
  ssFixture("port-held", ss(udp("0.0.0.0", "dnsmasq")), ss(udp("0.0.0.0", "in.tftpd")), {
    others: hpaBeside,
  }),
  ssFixture(
    "port-held",
    "udp        0      0 0.0.0.0:69     0.0.0.0:*    812/atftpd\n",
    "udp        0      0 0.0.0.0:69     0.0.0.0:*    812/in.tftpd\n",
    { others: hpaBeside },
  ),
  ssFixture("port-of-starter", ss(udp("*", "systemd")), ss(udp("*", "in.tftpd")), { others: hpaBeside }),
  ssFixture(
    "not-listening",
    ss('UNCONN 0      0      0.0.0.0:68          0.0.0.0:*         users:(("dhclient",pid=1,fd=4))'),
    ss(udp("[::]", "in.tftpd")),
    { others: hpaBeside },
  ),
  ssFixture(
    "loopback",
    ss(udp("127.0.0.1", "in.tftpd")),
    ss(udp("127.0.0.1", "in.tftpd"), udp("192.0.2.10", "in.tftpd")),
  ),
  ssFixture(
    "no-program",
    ss("UNCONN 0      0      0.0.0.0:69          0.0.0.0:*"),
    ss(udp("0.0.0.0", "in.tftpd")),
  ),
  ssFixture(
    "ssh-not-listening",
    ss("LISTEN 0      128    0.0.0.0:80          0.0.0.0:*"),
    ss("LISTEN 0      128    0.0.0.0:22          0.0.0.0:*"),
    { others: chrooted },
  ),
];
