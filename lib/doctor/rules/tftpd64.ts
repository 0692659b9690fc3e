/** Tftpd64 and Tftpd32 on Windows: tftpd32.ini. */
import { LEAST_PORTS, LEAST_TRANSFERS, listenRules, PORT_RANGE, pagePort } from "../addresses";
import { rootRules } from "../image-path";
import { linesOf } from "../lines";
import { type Edit, type Facts, type Found, type KindModule, type Rule, when } from "../rule";

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

/** A rule about one value that should be another. An absent value is the program's default, which is fine. */
const badValue = (
  rule: Omit<Rule<Doc>, "find">,
  key: string,
  isBad: (value: string, facts: Facts, doc: Doc) => boolean,
  instead: (facts: Facts) => string,
): Rule<Doc> => ({
  ...rule,
  find(doc, facts): readonly Found[] {
    const at = get(doc, key);
    return when(at !== undefined && isBad(at.value, facts, doc), () => ({
      line: at?.line ?? null,
      edits: set(doc, key, instead(facts)),
    }));
  },
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
    why: "The program ignores values outside its section, and starts with its defaults.",
    fix: "Put the values below [TFTPD32].",
    find: (doc) =>
      when(doc.section === null, () => ({ line: null, edits: [{ after: 0, text: `[${SECTION}]` }] })),
  },
  {
    id: "tftpd64-folder-missing",
    severity: "error",
    title: "BaseDirectory is missing or empty.",
    why: "The program serves the folder that it was started from, which is not that of the images.",
    fix: "Name the folder that holds the folder with the images.",
    find(doc) {
      const at = get(doc, "BaseDirectory");
      return when(doc.section !== null && (at?.value ?? "") === "", () => ({
        line: at?.line ?? null,
        edits: set(doc, "BaseDirectory", "C:\\tftp"),
      }));
    },
  },
  badValue(
    {
      id: "tftpd64-folder-relative",
      severity: "error",
      title: "BaseDirectory is not an absolute path.",
      why: "It is looked up from the folder that the program was started from. As a service, that is a folder of Windows.",
      fix: "Begin with the drive: C:\\tftp.",
    },
    "BaseDirectory",
    (value) => value !== "" && !/^([A-Za-z]:\\|\\\\)/.test(value.replaceAll("/", "\\")),
    () => "C:\\tftp",
  ),
  badValue(
    {
      id: "tftpd64-folder-of-user",
      severity: "warning",
      title: "BaseDirectory is in the folder of a user.",
      why: "As a service, the program runs as another user, who may not read it. Folders that are synchronized can hold placeholders instead of files.",
      fix: "Use a folder outside of C:\\Users.",
    },
    "BaseDirectory",
    (value) => /^[A-Za-z]:[\\/]users[\\/]/i.test(value),
    () => "C:\\tftp",
  ),
  badValue(
    {
      id: "tftpd64-service-off",
      severity: "error",
      title: "The TFTP server is off.",
      why: "Services is a sum of bits, and 1 stands for the TFTP server. Nobody listens on port 69.",
      fix: "Set Services=1: the TFTP server, and nothing else.",
    },
    "Services",
    (value) => (Number(value) & TFTP_SERVICE) === 0,
    () => "1",
  ),
  badValue(
    {
      id: "tftpd64-dhcp-on",
      severity: "warning",
      title: "The DHCP server of the program is on.",
      why: "A second DHCP server in the network of the access points takes them off the network.",
      fix: "Set Services=1: the TFTP server, and nothing else.",
    },
    "Services",
    (value) => (Number(value) & TFTP_SERVICE) !== 0 && (Number(value) & 4) !== 0,
    () => "1",
  ),
  badValue(
    {
      id: "tftpd64-port-differs",
      severity: "error",
      title: "The server listens on another port than the page names.",
      why: "The first request goes to the port on the page. Nobody answers there, and the download times out.",
      fix: "Listen on the port of the page.",
    },
    "TftpPort",
    (value, { purpose }) => Number(value) !== (pagePort(purpose, "tftp") ?? 69),
    ({ purpose }) => String(pagePort(purpose, "tftp") ?? 69),
  ),
  badValue(
    {
      id: "tftpd64-no-negotiation",
      severity: "warning",
      title: "Option negotiation is off.",
      why: "Every transfer uses 512 bytes for a block: it takes longer, and block numbers run out after 32 MB, which images exceed.",
      fix: "Set Negociate=1. The program spells it this way.",
    },
    "Negociate",
    (value) => value !== "1",
    () => "1",
  ),
  badValue(
    {
      id: "tftpd64-pxe",
      severity: "warning",
      title: "PXE compatibility is on.",
      why: "For old network boot code, the program then agrees on the file size only, and not on larger blocks.",
      fix: "Set PXECompatibility=0.",
    },
    "PXECompatibility",
    (value) => value !== "0",
    () => "0",
  ),
  badValue(
    {
      id: "tftpd64-window",
      severity: "warning",
      title: "The anticipation window is on.",
      why: "The server sends blocks before the last one was acknowledged. That is no TFTP, and clients that do not expect it lose blocks.",
      fix: "Set WinSize=0.",
    },
    "WinSize",
    (value) => value !== "0",
    () => "0",
  ),
  badValue(
    {
      id: "tftpd64-unix-names",
      severity: "error",
      title: "Names with a slash are not translated.",
      why: "Requests separate folders with a slash. Without the translation, only files in BaseDirectory itself are found.",
      fix: "Set UnixStrings=1.",
    },
    "UnixStrings",
    (value) => value !== "1",
    () => "1",
  ),
  badValue(
    {
      id: "tftpd64-no-security",
      severity: "warning",
      title: "Anybody on the network may upload files.",
      why: "Without security, names may lead out of the folder, and files may be replaced. Serving images needs reading only.",
      fix: "Set SecurityLevel=3: read only.",
    },
    "SecurityLevel",
    (value) => value === "0",
    () => "3",
  ),
  badValue(
    {
      id: "tftpd64-timeout",
      severity: "warning",
      title: "A lost packet is repeated too late, or at once.",
      why: "The client gives up before the server repeats the packet, or the network is flooded with repeats.",
      fix: "Set Timeout=3 seconds.",
    },
    "Timeout",
    (value) => !(Number(value) >= 1 && Number(value) <= 10),
    () => "3",
  ),
  badValue(
    {
      id: "tftpd64-few-repeats",
      severity: "warning",
      title: "The server gives up after few repeats.",
      why: "A short break of a wireless link ends the transfer, and it starts from the first byte.",
      fix: "Set MaxRetransmit=6.",
    },
    "MaxRetransmit",
    (value) => !(Number(value) >= 4),
    () => "6",
  ),
  badValue(
    {
      id: "tftpd64-few-transfers",
      severity: "warning",
      title: "The server allows few transfers at a time.",
      why: "With Parallel Mode, each image family is fetched at the same time.",
      fix: "Set Max Simultaneous Transfers=100, the default.",
    },
    "Max Simultaneous Transfers",
    (value) => !(Number(value) >= LEAST_TRANSFERS),
    () => "100",
  ),
  {
    id: "tftpd64-port-range-missing",
    severity: "warning",
    title: "The server answers from any port, through a firewall or NAT.",
    why: "Each TFTP transfer uses a new port of the server. A firewall that does not follow TFTP drops these packets after the first request.",
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
    title: "LowestUDPPort and HighestUDPPort are no range.",
    why: "Transfers get no port.",
    fix: "Use ports from 1024 to 65535, the lower one first; or 0 for both.",
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
    title: "There are few ports for transfers.",
    why: "Each transfer holds one until it ends or times out. When none is free, requests are not answered.",
    fix: "Use a range of 200 ports.",
    find(doc) {
      const [lowest, highest] = portsOf(doc);
      return when(lowest >= 1024 && highest >= lowest && highest - lowest + 1 < LEAST_PORTS, () => ({
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
