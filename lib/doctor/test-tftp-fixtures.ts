/** Fixtures of the rules about TFTP servers. */
import { type Fixture, imagesIn } from "./test-fixture";

type Hpa = { user?: string; directory?: string; address?: string; options?: string; more?: string };
export const hpa = ({ user, directory, address, options, more }: Hpa = {}): string =>
  [
    "# /etc/default/tftpd-hpa",
    "",
    `TFTP_USERNAME="${user ?? "tftp"}"`,
    `TFTP_DIRECTORY="${directory ?? "/srv/tftp"}"`,
    `TFTP_ADDRESS="${address ?? ":69"}"`,
    `TFTP_OPTIONS="${options ?? "--secure --verbose"}"`,
    ...(more === undefined ? [] : [more]),
    "",
  ].join("\n");
const withMore = (options: string): string => hpa({ options: `--secure --verbose ${options}` });

const hpaFixture = (rule: string, faulty: string, sound: string, more: Partial<Fixture> = {}): Fixture => ({
  rule: `hpa-${rule}`,
  kind: "tftpd-hpa",
  faulty,
  sound,
  ...more,
});

const map = "# Names from Windows\nrg \\\\ /\n";
const elsewhere = [{ kind: "listing", text: imagesIn("/srv/images/EWC_17_12_1") }] as const;

export const hpaFixtures: readonly Fixture[] = [
  hpaFixture("syntax", hpa().replace('"--secure --verbose"', "--secure --verbose"), hpa()),
  hpaFixture("syntax", hpa().replace("TFTP_ADDRESS=", "TFTP_ADDRESS = "), hpa({ more: "# A = comment" })),
  hpaFixture("syntax", hpa().replace('"/srv/tftp"', '"/srv/tftp'), hpa().replaceAll('"', "'")),
  hpaFixture("syntax", hpa({ more: "in.tftpd --secure" }), hpa({ more: 'export RUN="yes" # why not' })),
  hpaFixture(
    "twice",
    hpa({ more: 'TFTP_DIRECTORY="/srv/tftp"' }),
    hpa({ more: '#TFTP_DIRECTORY="/tftpboot"' }),
  ),
  hpaFixture("old-variables", hpa({ more: 'RUN_DAEMON="yes"' }), hpa({ more: '# RUN_DAEMON="yes"' })),
  hpaFixture("directory-missing", hpa({ directory: "" }), hpa({ directory: "/tftpboot" })),
  hpaFixture("directory-relative", hpa({ directory: "srv/tftp" }), hpa({ directory: "/srv/tftp" })),
  hpaFixture("several-directories", hpa({ directory: "/srv/tftp /tftpboot" }), hpa()),
  hpaFixture("address-odd", hpa({ address: "69" }), hpa({ address: ":69" })),
  hpaFixture("address-odd", hpa({ address: "2001:db8::10" }), hpa({ address: "[2001:db8::10]:69" }), {
    purpose: { server: "2001:db8::10" },
  }),
  hpaFixture("address-empty", hpa({ address: "" }), hpa({ address: "0.0.0.0:69" })),
  hpaFixture("port-differs", hpa({ address: ":6969" }), hpa({ address: "0.0.0.0" })),
  hpaFixture("port-differs", hpa(), hpa({ address: ":1069" }), { purpose: { port: 1069 } }),
  hpaFixture("user-root", hpa({ user: "root" }), hpa({ user: "nobody" })),
  hpaFixture("secure-missing", hpa({ options: "--verbose" }), hpa({ options: "-v -s" })),
  hpaFixture("verbose-missing", hpa({ options: "--secure" }), hpa({ options: "-sv" })),
  hpaFixture("port-range-missing", hpa(), withMore("-R 40000:40199"), { purpose: { behindNat: true } }),
  hpaFixture("port-range-missing", hpa(), hpa(), {
    purpose: { behindNat: true },
    soundPurpose: { behindNat: false },
  }),
  hpaFixture("map-file-unused", hpa(), withMore("--map-file /etc/tftpd.map"), {
    others: [{ kind: "tftpd-map", text: map }],
  }),
  hpaFixture("map-file-not-given", withMore("-m /etc/tftpd.map"), hpa()),
  hpaFixture("loopback", hpa({ address: "127.0.0.1:69" }), hpa({ address: "192.0.2.10:69" })),
  hpaFixture("address-differs", hpa({ address: "192.0.2.99:69" }), hpa({ address: "0.0.0.0:69" })),
  hpaFixture("address-differs", hpa({ address: "192.0.2.99:69" }), hpa({ address: "192.0.2.99:69" }), {
    soundPurpose: { behindNat: true },
  }),
  hpaFixture("log-place", hpa({ more: "# See /var/lib/syslog" }), hpa({ more: "# See /var/log/syslog" })),
  hpaFixture("log-place", hpa(), hpa(), {
    purpose: { logFile: "/var/lib/syslog" },
    soundPurpose: { logFile: "/var/log/syslog" },
  }),
  hpaFixture("path-absolute", hpa(), hpa(), {
    purpose: { path: "/srv/tftp/EWC_17_12_1" },
    soundPurpose: { path: "/EWC_17_12_1" },
  }),
  hpaFixture("root-differs", hpa(), hpa({ directory: "/" }), {
    purpose: { path: "/var/lib/tftpboot/EWC_17_12_1" },
  }),
  hpaFixture("path-repeats-root", hpa(), hpa({ directory: "/srv" }), {
    purpose: { path: "tftp/EWC_17_12_1" },
  }),
  hpaFixture("images-elsewhere", hpa(), hpa({ directory: "/srv/images" }), { others: elsewhere }),
  hpaFixture("unknown-option", withMore("--no-such"), withMore("--verbosity 3")),
  hpaFixture("directory-in-options", withMore("/srv/tftp"), withMore("--pidfile /run/tftpd.pid")),
  hpaFixture("value-missing", hpa({ options: "--verbose --blocksize --secure" }), withMore("-B 1468")),
  hpaFixture("foreground", withMore("--foreground"), hpa()),
  hpaFixture("set-twice", withMore("--user nobody"), withMore("--umask 022")),
  hpaFixture("version", withMore("-V"), withMore("-v")),
  hpaFixture("ipv6-only", withMore("-6"), withMore("-6"), { soundPurpose: { server: "2001:db8::10" } }),
  hpaFixture("ipv4-only", withMore("--ipv4"), withMore("--ipv4"), {
    purpose: { server: "2001:db8::10" },
    soundPurpose: { server: "192.0.2.10" },
  }),
  hpaFixture("create", withMore("--create"), withMore("--permissive")),
  hpaFixture("blocksize-invalid", withMore("--blocksize 100"), withMore("--blocksize 1468")),
  hpaFixture("blocksize-small", withMore("--blocksize 512"), withMore("--blocksize 1024")),
  hpaFixture("blocksize-large", withMore("-B8192"), withMore("-B1468")),
  hpaFixture("refuse-blksize", withMore("--refuse blksize"), withMore("--refuse rollover")),
  hpaFixture("refuse-tsize", withMore("-r tsize"), withMore("-r utimeout")),
  hpaFixture(
    "port-range-invalid",
    withMore("--port-range 50000:40000"),
    withMore("--port-range 40000:50000"),
  ),
  hpaFixture("port-range-narrow", withMore("--port-range 40000:40007"), withMore("--port-range=40000:40199")),
  hpaFixture("retransmit-odd", withMore("--retransmit 5"), withMore("--retransmit 2000000")),
];

const mapFixture = (rule: string, faulty: string, sound: string, more: Partial<Fixture> = {}): Fixture => ({
  rule: `map-${rule}`,
  kind: "tftpd-map",
  faulty,
  sound,
  ...more,
});
export const mapFixtures: readonly Fixture[] = [
  mapFixture("operation-unknown", "rx ^/tftp/ /\n", "rg \\\\ /\n"),
  mapFixture("pattern-missing", "rg\n", "# rg\n"),
  mapFixture("pattern-invalid", "r ^(boot /\n", "r ^(boot) \\1\n"),
  mapFixture("inverse-replaces", "r~ ^/ /srv\n", "~a ^EWC\n"),
  mapFixture("group-missing", "r ^old/(.*) new/\\2\n", "r ^old/(.*) new/\\1\n"),
  mapFixture("refuses-images", "a ap1g8$\n", "a \\.cfg$\n"),
  mapFixture("loops", "rg EWC EWC_EWC\n", "r ^XYZ XYZ_XYZ\n"),
  mapFixture("changes-images", "r (.*) \\L\\0\n", "rP (.*) \\L\\0\n"),
  mapFixture("changes-images", "r ^ /tftpboot/\n", "r ^/?tftpboot/ /\n"),
  mapFixture("changes-images", "ri ^ewc_17_12_1 EWC_17_9_4\n", "e ^/?EWC_\nri ^ewc_17_12_1 EWC_17_9_4\n"),
];

const dns = (...more: string[]): string =>
  ["# TFTP only", "port=0", "enable-tftp", "tftp-root=/srv/tftp", ...more, ""].join("\n");
const dnsFixture = (rule: string, faulty: string, sound: string, more: Partial<Fixture> = {}): Fixture => ({
  rule: `dnsmasq-${rule}`,
  kind: "dnsmasq",
  faulty,
  sound,
  ...more,
});
export const dnsmasqFixtures: readonly Fixture[] = [
  dnsFixture("dashes", dns("--tftp-max=50"), dns("tftp-max=50")),
  dnsFixture("unknown-option", dns("tftp_max=50"), dns("tftp-max=50")),
  dnsFixture("unknown-option", dns("tftp-server=192.0.2.10"), dns("# tftp-server=192.0.2.10")),
  dnsFixture("value-wrong", dns("tftp-single-port=yes"), dns("tftp-single-port")),
  dnsFixture("value-wrong", dns("tftp-max"), dns("enable-tftp")),
  dnsFixture("tftp-off", dns().replace("enable-tftp\n", ""), dns()),
  dnsFixture("root-missing", dns().replace("tftp-root=/srv/tftp\n", ""), dns()),
  dnsFixture("root-relative", dns().replace("/srv", "srv"), dns()),
  dnsFixture("root-twice", dns("tftp-root=/srv/tftp"), dns("tftp-root=/srv/other,eth1")),
  dnsFixture("interface-loopback", dns("interface=lo"), dns("interface=lo", "interface=eth0")),
  dnsFixture(
    "interface-differs",
    dns("interface=eth0", "enable-tftp=eth1"),
    dns("interface=eth0", "enable-tftp=eth0"),
  ),
  dnsFixture("port", dns(), dns(), { purpose: { port: 1069 }, soundPurpose: { port: 69 } }),
  dnsFixture("lowercase", dns("tftp-lowercase"), dns("# tftp-lowercase")),
  dnsFixture("secure", dns("tftp-secure"), dns()),
  dnsFixture("unique-root", dns("tftp-unique-root=mac"), dns()),
  dnsFixture("no-fail", dns("tftp-no-fail"), dns()),
  dnsFixture("quiet", dns("quiet-tftp"), dns("quiet-dhcp")),
  dnsFixture("log-lost", dns("log-facility=/dev/null"), dns("log-facility=local5")),
  dnsFixture("log-place", dns("log-facility=/var/lib/syslog"), dns("log-facility=/var/log/dnsmasq.log")),
  dnsFixture("dns-port", dns().replace("port=0\n", ""), dns("server=192.0.2.53").replace("port=0\n", "")),
  dnsFixture("dhcp", dns("dhcp-range=192.0.2.50,192.0.2.99"), dns("dhcp-option=150,192.0.2.10")),
  dnsFixture("more-files", dns("conf-dir=/etc/dnsmasq.d/,*.conf"), dns()),
  dnsFixture("no-blocksize", dns("tftp-no-blocksize"), dns()),
  dnsFixture("mtu-small", dns("tftp-mtu=512"), dns("tftp-mtu=1400")),
  dnsFixture("mtu-large", dns("tftp-mtu=9000"), dns("tftp-mtu=1500")),
  dnsFixture("max-low", dns("tftp-max=4"), dns("tftp-max=40")),
  dnsFixture("nat", dns(), dns("tftp-single-port"), { purpose: { behindNat: true } }),
  dnsFixture("nat", dns(), dns("tftp-port-range=40000,40199"), { purpose: { behindNat: true } }),
  dnsFixture(
    "range-unused",
    dns("tftp-single-port", "tftp-port-range=40000,40199"),
    dns("tftp-port-range=40000,40199"),
  ),
  dnsFixture("range-invalid", dns("tftp-port-range=40000:40199"), dns("tftp-port-range=40000,40199")),
  dnsFixture("range-narrow", dns("tftp-port-range=40000,40009"), dns("tftp-port-range=40000,40099")),
  dnsFixture("loopback", dns("listen-address=127.0.0.1"), dns("listen-address=192.0.2.10")),
  dnsFixture(
    "address-differs",
    dns("listen-address=192.0.2.99"),
    dns("listen-address=127.0.0.1", "listen-address=192.0.2.10"),
  ),
  dnsFixture("path-absolute", dns(), dns(), {
    purpose: { path: "/srv/tftp/EWC_17_12_1/" },
    soundPurpose: { path: "srv/EWC_17_12_1" },
  }),
  dnsFixture("root-differs", dns(), dns(), {
    purpose: { path: "/tftpboot/EWC_17_12_1" },
    soundPurpose: { path: "/images/EWC_17_12_1" },
  }),
  dnsFixture("path-repeats-root", dns(), dns(), {
    purpose: { path: "tftp/EWC_17_12_1" },
    soundPurpose: { path: "tftp2/EWC_17_12_1" },
  }),
  dnsFixture("images-elsewhere", dns(), dns().replace("/srv/tftp", "/srv/images"), { others: elsewhere }),
];

const atftpd = (options: string, inetd = "false"): string =>
  `USE_INETD=${inetd}\n# for the start script\nOPTIONS="--tftpd-timeout 300 --retry-timeout 5 --maxthread 100 --verbose=6 ${options}"\n`;
const atftpdFixture = (
  rule: string,
  faulty: string,
  sound: string,
  more: Partial<Fixture> = {},
): Fixture => ({
  rule: `atftpd-${rule}`,
  kind: "atftpd",
  faulty,
  sound,
  ...more,
});
const at = (options = ""): string => atftpd(`${options} /srv/tftp`.trim());
export const atftpdFixtures: readonly Fixture[] = [
  atftpdFixture("syntax", at().replaceAll('"', ""), at()),
  atftpdFixture("twice", `OPTIONS="/tftpboot"\n${at()}`, at()),
  atftpdFixture("inetd", atftpd("/srv/tftp", "true"), at()),
  atftpdFixture("folder-missing", atftpd("--daemon"), at("--daemon")),
  atftpdFixture("several-folders", at("/tftpboot"), at()),
  atftpdFixture("unknown-option", at("--secure"), at("--trace")),
  atftpdFixture("port-differs", at("--port 6969"), at("--port 69")),
  atftpdFixture("log-level", at().replace("=6", "=5"), at().replace("=6", "=7")),
  atftpdFixture("log-file", at("--logfile /var/log/atftpd.log"), at()),
  atftpdFixture("log-place", at(), at("--logfile /var/log/atftpd.log"), {
    purpose: { logFile: "/var/log/atftpd.log" },
  }),
  atftpdFixture("nat", at(), at(), { purpose: { behindNat: true }, soundPurpose: { behindNat: false } }),
  atftpdFixture("no-blksize", at("--no-blksize"), at("--no-multicast")),
  atftpdFixture("no-tsize", at("--no-tsize"), at("--no-timeout")),
  atftpdFixture("few-threads", at().replace("100", "5"), at().replace("100", "50")),
  atftpdFixture(
    "retry-long",
    at().replace("timeout 5", "timeout 60"),
    at().replace("timeout 5", "timeout 2"),
  ),
  atftpdFixture("no-fork", at("--no-fork"), at("--daemon")),
  atftpdFixture("root", at("--user root.root"), at("--user nobody.nogroup")),
  atftpdFixture("loopback", at("--bind-address 127.0.0.1"), at("--bind-address 192.0.2.10")),
  atftpdFixture("address-differs", at("--bind-address 192.0.2.99"), at("--bind-address 0.0.0.0")),
  atftpdFixture("path-absolute", at(), at(), { purpose: { path: "srv/tftp" }, soundPurpose: { path: "/" } }),
  atftpdFixture("root-differs", at(), at(), {
    purpose: { path: "/tftpboot/EWC_17_12_1" },
    soundPurpose: { path: "EWC_17_12_1" },
  }),
  atftpdFixture("path-repeats-root", at(), at(), {
    purpose: { path: "tftp/EWC_17_12_1" },
    soundPurpose: { path: "tftp2" },
  }),
  atftpdFixture("images-elsewhere", at(), atftpd("/srv/images"), { others: elsewhere }),
];

const ini = (...lines: string[]): string =>
  [
    "[DHCP]",
    "Lease (minutes)=2880",
    "[TFTPD32]",
    "BaseDirectory=C:\\tftp",
    "TftpPort=69",
    "Negociate=1",
    "UnixStrings=1",
    "Services=1",
    ...lines,
    "",
  ].join("\r\n");
const set = (name: string, value: string): string =>
  ini().replace(new RegExp(`${name}=.*(?=\r)`), () => `${name}=${value}`);
const iniFixture = (rule: string, faulty: string, sound: string, more: Partial<Fixture> = {}): Fixture => ({
  rule: `tftpd64-${rule}`,
  kind: "tftpd64",
  faulty,
  sound,
  ...more,
});
export const tftpd64Fixtures: readonly Fixture[] = [
  iniFixture("section-missing", ini().replace("[TFTPD32]", "[TFTP]"), ini()),
  iniFixture("folder-missing", set("BaseDirectory", ""), ini()),
  iniFixture("folder-relative", set("BaseDirectory", "."), set("BaseDirectory", "\\\\nas\\images")),
  iniFixture(
    "folder-of-user",
    set("BaseDirectory", "C:\\Users\\lena\\Downloads"),
    set("BaseDirectory", "D:\\images"),
  ),
  iniFixture("service-off", set("Services", "14"), ini()),
  iniFixture("dhcp-on", set("Services", "15"), set("Services", "3")),
  iniFixture("port-differs", set("TftpPort", "6969"), ini()),
  iniFixture("no-negotiation", set("Negociate", "0"), ini()),
  iniFixture("pxe", ini("PXECompatibility=1"), ini("PXECompatibility=0")),
  iniFixture("window", ini("WinSize=4096"), ini("WinSize=0")),
  iniFixture("unix-names", set("UnixStrings", "0"), ini()),
  iniFixture("no-security", ini("SecurityLevel=0"), ini("SecurityLevel=1")),
  iniFixture("timeout", ini("Timeout=30"), ini("Timeout=3")),
  iniFixture("few-repeats", ini("MaxRetransmit=1"), ini("MaxRetransmit=30")),
  iniFixture("few-transfers", ini("Max Simultaneous Transfers=2"), ini("Max Simultaneous Transfers=100")),
  iniFixture(
    "port-range-missing",
    ini("LowestUDPPort=0", "HighestUDPPort=0"),
    ini("LowestUDPPort=40000", "HighestUDPPort=40199"),
    {
      purpose: { behindNat: true },
    },
  ),
  iniFixture("port-range-missing", ini(), ini(), {
    purpose: { behindNat: true },
    soundPurpose: { behindNat: false },
  }),
  iniFixture(
    "port-range-invalid",
    ini("LowestUDPPort=50000", "HighestUDPPort=40000"),
    ini("LowestUDPPort=0", "HighestUDPPort=0"),
  ),
  iniFixture(
    "port-range-narrow",
    ini("LowestUDPPort=40000", "HighestUDPPort=40003"),
    ini("LowestUDPPort=40000", "HighestUDPPort=41000"),
  ),
  iniFixture("loopback", ini("LocalIP=127.0.0.1"), ini("LocalIP=192.0.2.10")),
  iniFixture("address-differs", ini("LocalIP=192.0.2.99"), ini("LocalIP=")),
  iniFixture("path-absolute", ini(), ini(), {
    purpose: { path: "C:\\TFTP\\EWC_17_12_1" },
    soundPurpose: { path: "\\EWC_17_12_1" },
  }),
  iniFixture("root-differs", ini(), set("BaseDirectory", "D:\\images"), {
    purpose: { path: "D:\\images\\EWC_17_12_1" },
  }),
  iniFixture("path-repeats-root", ini(), ini(), {
    purpose: { path: "tftp\\EWC_17_12_1" },
    soundPurpose: { path: "images\\EWC_17_12_1" },
  }),
];
