/** Rules of dnsmasq about block sizes, ports, and how many transfers it allows. */
import { MIN_PORTS, MIN_TRANSFERS, PORT_RANGE, readPortRange } from "../addresses";
import { type Rule, when } from "../rule";
import { all, type Doc, last, removeLine, setOption, settingRule } from "./dnsmasq-file";

const range = (doc: Doc) => {
  const at = last(doc, "tftp-port-range");
  return at && { ...at, ports: readPortRange(at.value, /,/) };
};
const isSinglePort = (doc: Doc): boolean => last(doc, "tftp-single-port") !== undefined;

export const limitRules: readonly Rule<Doc>[] = [
  settingRule({
    id: "dnsmasq-no-blocksize",
    severity: "warning",
    title: "tftp-no-blocksize rejects larger blocks.",
    why: "Every transfer uses 512-byte blocks. Transfers take longer, and block numbers run out after 32 MB. Images are larger than that.",
    fix: "Remove it.",
    setting: "tftp-no-blocksize",
    correct: null,
  }),
  settingRule({
    id: "dnsmasq-mtu-small",
    severity: "warning",
    title: "tftp-mtu limits transfers to small blocks.",
    why: "Each block must be acknowledged, so transfers take longer.",
    fix: "Remove it. dnsmasq then uses the MTU of the interface.",
    setting: "tftp-mtu",
    isWrong: (value) => value !== "" && !(Number(value) >= 1280),
    correct: null,
  }),
  settingRule({
    id: "dnsmasq-mtu-large",
    severity: "warning",
    title: "tftp-mtu allows blocks larger than one Ethernet frame.",
    why: "Large blocks are fragmented. Losing one fragment loses the whole block, and firewalls often drop fragments.",
    fix: "Use 1500.",
    setting: "tftp-mtu",
    isWrong: (value) => Number(value) > 1500,
    correct: "1500",
  }),
  settingRule({
    id: "dnsmasq-max-low",
    severity: "warning",
    title: "tftp-max allows few transfers at the same time.",
    why: "With Parallel Mode, all image families are fetched at the same time, and an interrupted transfer counts until it times out.",
    fix: "Use 50, the default.",
    setting: "tftp-max",
    isWrong: (value) => value !== "" && !(Number(value) >= MIN_TRANSFERS),
    correct: "50",
  }),
  {
    id: "dnsmasq-nat",
    severity: "warning",
    title: "The server replies from random ports, which a firewall or NAT may block.",
    why: "Each TFTP transfer uses a new server port. A firewall without TFTP inspection drops these packets after the first request.",
    fix: "Add tftp-single-port, so that all packets use port 69.",
    find: (doc, { purpose }) =>
      when(purpose.behindNat && !isSinglePort(doc) && range(doc) === undefined, () => ({
        line: null,
        edits: setOption(doc, "tftp-single-port", null),
      })),
  },
  {
    id: "dnsmasq-range-unused",
    severity: "warning",
    title: "tftp-port-range has no effect with tftp-single-port.",
    why: "All packets use port 69. A firewall that opens only the range drops them.",
    fix: "Remove tftp-port-range.",
    find: (doc) =>
      when(isSinglePort(doc) && range(doc) !== undefined, () => ({
        line: range(doc)?.line ?? null,
        edits: all(doc, "tftp-port-range").flatMap(({ line }) => removeLine(line)),
      })),
  },
  {
    id: "dnsmasq-range-invalid",
    severity: "error",
    title: "tftp-port-range is invalid.",
    why: "dnsmasq reports a bad port range and does not start, or no port is available for transfers.",
    fix: "Use two ports from 1024 to 65535, separated by a comma: 40000,40199.",
    find(doc) {
      const at = range(doc);
      return when(at !== undefined && at.value !== "" && at.ports === null, () => ({
        line: at?.line ?? null,
        edits: setOption(doc, "tftp-port-range", PORT_RANGE.join(",")),
      }));
    },
  },
  {
    id: "dnsmasq-range-narrow",
    severity: "warning",
    title: "The port range is too small.",
    why: "Each transfer uses a port until it ends or times out. When no port is free, requests are not answered.",
    fix: "Use a range of 200 ports.",
    find(doc) {
      const at = range(doc);
      const isNarrow = at?.ports != null && at.ports[1] - at.ports[0] + 1 < MIN_PORTS;
      return when(isNarrow, () => ({
        line: at?.line ?? null,
        edits: setOption(doc, "tftp-port-range", PORT_RANGE.join(",")),
      }));
    },
  },
];
