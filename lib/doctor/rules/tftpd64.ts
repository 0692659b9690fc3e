/** Rules of Tftpd64 and Tftpd32 on Windows, whose settings are in tftpd32.ini. */
import { listenRules, MIN_PORTS, MIN_TRANSFERS, PORT_RANGE, pagePort } from "../addresses";
import { rootRules } from "../image-path";
import { linesOf } from "../lines";
import { type Edit, type KindModule, type Rule, when } from "../rule";
import { settingRuleMaker } from "../setting-rule";

type Entry = { section: string; key: string; value: string; line: number };
type Doc = { lines: readonly string[]; entries: readonly Entry[]; section: number | null };

const SECTION = "TFTPD32";

function parse(text: string): Doc {
  const lines = linesOf(text);
  const entries: Entry[] = [];
  let section = "";
  let own: number | null = null;
  lines.forEach((content, index) => {
    const heading = /^\s*\[(.*)\]\s*$/.exec(content)?.[1];
    if (heading !== undefined) {
      section = heading.toUpperCase();
      if (section === SECTION) own ??= index + 1;
      return;
    }
    const [, key = "", value = ""] = /^\s*([^;=][^=]*?)\s*=(.*)$/.exec(content) ?? [];
    if (key !== "") entries.push({ section, key, value: value.trim(), line: index + 1 });
  });
  return { lines, entries, section: own };
}

const get = (doc: Doc, key: string): Entry | undefined =>
  doc.entries.find((entry) => entry.section === SECTION && entry.key.toLowerCase() === key.toLowerCase());

/** Sets a value on its own line, or on a new line below the heading of the section. */
function set(doc: Doc, key: string, value: string): Edit[] {
  const at = get(doc, key);
  if (at) return [{ line: at.line, text: `${at.key}=${value}` }];
  return [{ after: doc.section ?? doc.lines.length, text: `${key}=${value}` }];
}

/** A setting that the file leaves out has the default of the program, which is right. */
const settingRule = settingRuleMaker({
  find(doc: Doc, key) {
    const at = get(doc, key);
    return at === undefined ? [] : [at];
  },
  change: (doc, { key }, value) => set(doc, key, value ?? ""),
});

/** The bit of the TFTP server in Services. */
const TFTP_SERVICE = 1;
const portsOf = (doc: Doc): [number, number] => [
  Number(get(doc, "LowestUDPPort")?.value ?? 0),
  Number(get(doc, "HighestUDPPort")?.value ?? 0),
];
const setPorts = (doc: Doc): Edit[] => {
  const [lowest, highest] = PORT_RANGE.map(String);
  const edits = [...set(doc, "LowestUDPPort", lowest ?? ""), ...set(doc, "HighestUDPPort", highest ?? "")];
  const [first, second] = edits;
  // Two new lines at one place are one edit.
  if (first && second && "after" in first && "after" in second)
    return [{ after: first.after, text: `${first.text}\n${second.text}` }];
  return edits;
};

const rules: readonly Rule<Doc>[] = [
  {
    id: "tftpd64-section-missing",
    severity: "error",
    title: "The section [TFTPD32] is missing.",
    why: "The program ignores values outside this section and starts with its defaults.",
    fix: "Put the values below [TFTPD32].",
    find: (doc) =>
      when(doc.section === null, () => ({ line: null, edits: [{ after: 0, text: `[${SECTION}]` }] })),
  },
  {
    id: "tftpd64-folder-missing",
    severity: "error",
    title: "BaseDirectory is missing or empty.",
    why: "The program serves the folder that it was started from, which is rarely the image folder.",
    fix: "Set BaseDirectory to the folder that contains the image folder.",
    find(doc) {
      const at = get(doc, "BaseDirectory");
      return when(doc.section !== null && (at?.value ?? "") === "", () => ({
        line: at?.line ?? null,
        edits: set(doc, "BaseDirectory", "C:\\tftp"),
      }));
    },
  },
  settingRule({
    id: "tftpd64-folder-relative",
    severity: "error",
    title: "BaseDirectory is not an absolute path.",
    why: "The path is resolved from the folder that the program was started from. For a service, that is a Windows system folder.",
    fix: "Start the path with the drive letter: C:\\tftp.",
    setting: "BaseDirectory",
    isWrong: (value) => value !== "" && !/^([A-Za-z]:\\|\\\\)/.test(value.replaceAll("/", "\\")),
    correct: "C:\\tftp",
  }),
  settingRule({
    id: "tftpd64-folder-of-user",
    severity: "warning",
    title: "BaseDirectory is inside a user's folder.",
    why: "As a service, the program runs as another user, who might not be able to read the folder. Synchronized folders can contain placeholders instead of files.",
    fix: "Use a folder outside C:\\Users.",
    setting: "BaseDirectory",
    isWrong: (value) => /^[A-Za-z]:[\\/]users[\\/]/i.test(value),
    correct: "C:\\tftp",
  }),
  settingRule({
    id: "tftpd64-service-off",
    severity: "error",
    title: "The TFTP server is off.",
    why: "Services is a bit mask, in which 1 is the TFTP server. Nothing listens on port 69.",
    fix: "Set Services=1, which runs only the TFTP server.",
    setting: "Services",
    isWrong: (value) => (Number(value) & TFTP_SERVICE) === 0,
    correct: "1",
  }),
  settingRule({
    id: "tftpd64-dhcp-on",
    severity: "warning",
    title: "The program's DHCP server is on.",
    why: "A second DHCP server in the network of the access points can take them offline.",
    fix: "Set Services=1, which runs only the TFTP server.",
    setting: "Services",
    isWrong: (value) => (Number(value) & TFTP_SERVICE) !== 0 && (Number(value) & 4) !== 0,
    correct: "1",
  }),
  settingRule({
    id: "tftpd64-port-differs",
    severity: "error",
    title: "The server listens on a different port than the profile specifies.",
    why: "The controller sends its first request to the port in the profile. Nothing listens there, and the download times out.",
    fix: "Listen on the port in the profile.",
    setting: "TftpPort",
    isWrong: (value, { purpose }) => Number(value) !== (pagePort(purpose, "tftp") ?? 69),
    correct: (_value, { purpose }) => String(pagePort(purpose, "tftp") ?? 69),
  }),
  settingRule({
    id: "tftpd64-no-negotiation",
    severity: "warning",
    title: "Option negotiation is off.",
    why: "Every transfer uses 512-byte blocks. Transfers take longer, and block numbers run out after 32 MB. Images are larger than that.",
    fix: "Set Negociate=1 (the program spells it this way).",
    setting: "Negociate",
    isWrong: (value) => value !== "1",
    correct: "1",
  }),
  settingRule({
    id: "tftpd64-pxe",
    severity: "warning",
    title: "PXE compatibility is on.",
    why: "For compatibility with old network boot code, the program negotiates only the file size, not larger blocks.",
    fix: "Set PXECompatibility=0.",
    setting: "PXECompatibility",
    isWrong: (value) => value !== "0",
    correct: "0",
  }),
  settingRule({
    id: "tftpd64-window",
    severity: "warning",
    title: "The anticipation window is on.",
    why: "The server sends blocks before the previous one is acknowledged. This is not standard TFTP, and clients that do not expect it lose blocks.",
    fix: "Set WinSize=0.",
    setting: "WinSize",
    isWrong: (value) => value !== "0",
    correct: "0",
  }),
  settingRule({
    id: "tftpd64-unix-names",
    severity: "error",
    title: "Paths with forward slashes are not translated.",
    why: "Requests separate folders with forward slashes. Without translation, only files directly in BaseDirectory are found.",
    fix: "Set UnixStrings=1.",
    setting: "UnixStrings",
    isWrong: (value) => value !== "1",
    correct: "1",
  }),
  settingRule({
    id: "tftpd64-no-security",
    severity: "warning",
    title: "Anyone on the network can upload files.",
    why: "Without this protection, requests can reach files outside the folder, and files can be replaced. Serving images requires only read access.",
    fix: "Set SecurityLevel=3, which is read-only.",
    setting: "SecurityLevel",
    isWrong: (value) => value === "0",
    correct: "3",
  }),
  settingRule({
    id: "tftpd64-timeout",
    severity: "warning",
    title: "The retransmission timeout is too short or too long.",
    why: "Retransmissions flood the network, or the client gives up before the server retransmits a lost packet.",
    fix: "Set Timeout=3 (seconds).",
    setting: "Timeout",
    isWrong: (value) => !(Number(value) >= 1 && Number(value) <= 10),
    correct: "3",
  }),
  settingRule({
    id: "tftpd64-few-repeats",
    severity: "warning",
    title: "The server gives up after few retransmissions.",
    why: "A short interruption of a wireless link ends the transfer, which then restarts from the first byte.",
    fix: "Set MaxRetransmit=6.",
    setting: "MaxRetransmit",
    isWrong: (value) => !(Number(value) >= 4),
    correct: "6",
  }),
  settingRule({
    id: "tftpd64-few-transfers",
    severity: "warning",
    title: "The server allows few transfers at the same time.",
    why: "With Parallel Mode, all image families are fetched at the same time.",
    fix: "Set Max Simultaneous Transfers=100, the default.",
    setting: "Max Simultaneous Transfers",
    isWrong: (value) => !(Number(value) >= MIN_TRANSFERS),
    correct: "100",
  }),
  {
    id: "tftpd64-port-range-missing",
    severity: "warning",
    title: "The server replies from random ports, which a firewall or NAT may block.",
    why: "Each TFTP transfer uses a new server port. A firewall without TFTP inspection drops these packets after the first request.",
    fix: "Set LowestUDPPort and HighestUDPPort, and open these ports.",
    find(doc, { purpose }) {
      const [lowest, highest] = portsOf(doc);
      return when(doc.section !== null && purpose.behindNat && lowest === 0 && highest === 0, () => ({
        line: get(doc, "LowestUDPPort")?.line ?? null,
        edits: setPorts(doc),
      }));
    },
  },
  {
    id: "tftpd64-port-range-invalid",
    severity: "error",
    title: "LowestUDPPort and HighestUDPPort are not a valid range.",
    why: "No port is available for transfers.",
    fix: "Use ports from 1024 to 65535 with the lower one first, or 0 for both.",
    find(doc) {
      const [lowest, highest] = portsOf(doc);
      const isRange = lowest >= 1024 && highest <= 65535 && lowest <= highest;
      return when((lowest !== 0 || highest !== 0) && !isRange, () => ({
        line: get(doc, "LowestUDPPort")?.line ?? get(doc, "HighestUDPPort")?.line ?? null,
        edits: setPorts(doc),
      }));
    },
  },
  {
    id: "tftpd64-port-range-narrow",
    severity: "warning",
    title: "The port range is too small.",
    why: "Each transfer uses a port until it ends or times out. When no port is free, requests are not answered.",
    fix: "Use a range of 200 ports.",
    find(doc) {
      const [lowest, highest] = portsOf(doc);
      return when(lowest >= 1024 && highest >= lowest && highest - lowest + 1 < MIN_PORTS, () => ({
        line: get(doc, "LowestUDPPort")?.line ?? null,
        edits: setPorts(doc),
      }));
    },
  },
];

export const tftpd64: KindModule<Doc> = {
  kind: "tftpd64",
  label: "Tftpd64 settings",
  parse,
  place: () => "tftpd32.ini, in the folder of tftpd64.exe",
  rules: [
    ...rules,
    ...listenRules<Doc>("tftpd64", "LocalIP", (doc) => {
      const at = get(doc, "LocalIP");
      if (at === undefined || at.value === "") return [];
      return [
        {
          address: at.value,
          line: at.line,
          replace: (address) => ({ line: at.line, text: `${at.key}=${address}` }),
        },
      ];
    }),
    ...rootRules<Doc>({
      prefix: "tftpd64",
      setting: "BaseDirectory",
      isWindows: true,
      root(doc) {
        const at = get(doc, "BaseDirectory");
        return at && /^[A-Za-z]:/.test(at.value) ? { path: at.value, line: at.line } : null;
      },
      setRoot: (doc, path) => set(doc, "BaseDirectory", path),
    }),
  ],
};

/** The ports that it answers from; null when it answers from any. */
export const tftpd64Ports = (doc: Doc): string | null =>
  portsOf(doc)[0] >= 1024 ? portsOf(doc).join(":") : null;
