/** Rules of dnsmasq about block sizes, ports, and how many transfers it allows. */
import { LEAST_PORTS, LEAST_TRANSFERS, PORT_RANGE, readPortRange } from "../addresses";
import { type Rule, when } from "../rule";
import { all, type Doc, last, removeLine, setOption } from "./dnsmasq-file";

const range = (doc: Doc) => {
  const at = last(doc, "tftp-port-range");
  return at && { ...at, ports: readPortRange(at.value, /,/) };
};
const isSinglePort = (doc: Doc): boolean => last(doc, "tftp-single-port") !== undefined;

export const limitRules: readonly Rule<Doc>[] = [
  {
    id: "dnsmasq-no-blocksize",
    severity: "warning",
    title: "tftp-no-blocksize refuses larger blocks.",
    why: "Every transfer uses 512 bytes for a block: it takes longer, and block numbers run out after 32 MB, which images exceed.",
    fix: "Remove it.",
    find: (doc) => all(doc, "tftp-no-blocksize").map(({ line }) => ({ line, edits: removeLine(line) })),
  },
  {
    id: "dnsmasq-mtu-small",
    severity: "warning",
    title: "tftp-mtu keeps blocks small.",
    why: "Each block waits for an answer, so a transfer takes longer.",
    fix: "Remove it: dnsmasq then uses the size that the interface allows.",
    find: (doc) =>
      all(doc, "tftp-mtu")
        .filter(({ value }) => value !== "" && !(Number(value) >= 1280))
        .map(({ line }) => ({ line, edits: removeLine(line) })),
  },
  {
    id: "dnsmasq-mtu-large",
    severity: "warning",
    title: "tftp-mtu allows blocks larger than one Ethernet frame.",
    why: "Large blocks are sent as fragments. One lost fragment loses the block, and firewalls often drop fragments.",
    fix: "Use 1500.",
    find: (doc) =>
      all(doc, "tftp-mtu")
        .filter(({ value }) => Number(value) > 1500)
        .map(({ line }) => ({ line, edits: [{ line, text: "tftp-mtu=1500" }] })),
  },
  {
    id: "dnsmasq-max-low",
    severity: "warning",
    title: "tftp-max allows few transfers at a time.",
    why: "With Parallel Mode, each image family is fetched at the same time, and a transfer that was cut off counts until it times out.",
    fix: "Use 50, the default.",
    find: (doc) =>
      all(doc, "tftp-max")
        .filter(({ value }) => value !== "" && !(Number(value) >= LEAST_TRANSFERS))
        .map(({ line }) => ({ line, edits: [{ line, text: "tftp-max=50" }] })),
  },
  {
    id: "dnsmasq-nat",
    severity: "warning",
    title: "The server answers from any port, through a firewall or NAT.",
    why: "Each TFTP transfer uses a new port of the server. A firewall that does not follow TFTP drops these packets after the first request.",
    fix: "Add tftp-single-port: then all packets use port 69.",
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
    why: "All packets use port 69, whatever the range says. A firewall that opens the range only drops them.",
    fix: "Remove the range.",
    find: (doc) =>
      when(isSinglePort(doc) && range(doc) !== undefined, () => ({
        line: range(doc)?.line ?? null,
        edits: all(doc, "tftp-port-range").flatMap(({ line }) => removeLine(line)),
      })),
  },
  {
    id: "dnsmasq-range-invalid",
    severity: "error",
    title: "tftp-port-range cannot be used.",
    why: "dnsmasq reports a bad port range and does not start, or transfers get no port.",
    fix: "Write two ports from 1024 to 65535 with a comma: 40000,40199.",
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
    title: "There are few ports for transfers.",
    why: "Each transfer holds one until it ends or times out. When none is free, requests are not answered.",
    fix: "Use a range of 200 ports.",
    find(doc) {
      const at = range(doc);
      const isNarrow = at?.ports != null && at.ports[1] - at.ports[0] + 1 < LEAST_PORTS;
      return when(isNarrow, () => ({
        line: at?.line ?? null,
        edits: setOption(doc, "tftp-port-range", PORT_RANGE.join(",")),
      }));
    },
  },
];
