/** Rules of tftpd-hpa about options that should not be there, or not with their value. */
import { isIpv4Server, isIpv6Server, LEAST_PORTS, PORT_RANGE, readPortRange } from "../addresses";
import type { Facts, Rule } from "../rule";
import { type Option, option } from "../shell-defaults";
import { type Doc, lineOfOptions, optionsOf, setOptions, spec } from "./tftpd-hpa-file";

/** A rule about one option that should not be there, or not with this value. */
const badOption = (
  rule: Omit<Rule<Doc>, "find">,
  isBad: (option: Option, doc: Doc, facts: Facts) => boolean,
  instead: (option: Option, facts: Facts) => Option | null = () => null,
): Rule<Doc> => ({
  ...rule,
  find(doc, facts) {
    const options = optionsOf(doc);
    const bad = options.find((each) => isBad(each, doc, facts));
    if (bad === undefined) return [];
    const mended = options.flatMap((each) => (isBad(each, doc, facts) ? (instead(each, facts) ?? []) : each));
    return [
      {
        line: lineOfOptions(doc),
        problem: `${bad.words.join(" ")}: ${rule.title}`,
        edits: setOptions(doc, mended),
      },
    ];
  },
});

export const optionRules: readonly Rule<Doc>[] = [
  badOption(
    {
      id: "hpa-unknown-option",
      severity: "error",
      title: "in.tftpd does not know this option.",
      why: "The server prints its usage and ends.",
      fix: "Remove it.",
    },
    ({ name, value }) => name === null && value === null,
  ),
  badOption(
    {
      id: "hpa-directory-in-options",
      severity: "error",
      title: "A folder stands among the options.",
      why: "TFTP_DIRECTORY is added after it. With --secure, in.tftpd accepts exactly one folder.",
      fix: "Remove it here, and name the folder in TFTP_DIRECTORY.",
    },
    ({ name, value }) => name === null && value !== null,
  ),
  badOption(
    {
      id: "hpa-value-missing",
      severity: "error",
      title: "The option has no value.",
      why: "It takes the next argument as its value, which is the folder of the images.",
      fix: "Remove it, or add the value.",
    },
    ({ name, value }) =>
      name !== null && spec[name]?.hasValue === true && (value === null || value.startsWith("-")),
    ({ words }) => {
      const swallowed = words.find((word, index) => index > 0 && word.startsWith("-"));
      return swallowed === undefined ? null : { name: null, value: null, words: [swallowed] };
    },
  ),
  badOption(
    {
      id: "hpa-foreground",
      severity: "error",
      title: "The start script would wait for the server forever.",
      why: "--foreground keeps in.tftpd in the foreground, and the service never counts as started.",
      fix: "Remove it. The start script adds --listen by itself.",
    },
    ({ name }) => name === "foreground",
  ),
  badOption(
    {
      id: "hpa-set-twice",
      severity: "warning",
      title: "The start script sets this from its own variable.",
      why: "Two values for one setting: what is read in TFTP_USERNAME or TFTP_ADDRESS is not what the server uses.",
      fix: "Remove it here, and use the variable.",
    },
    ({ name }) => name === "user" || name === "address" || name === "listen",
  ),
  badOption(
    {
      id: "hpa-version",
      severity: "error",
      title: "The server prints its version and ends.",
      why: "It never listens.",
      fix: "Remove it.",
    },
    ({ name }) => name === "version",
  ),
  badOption(
    {
      id: "hpa-ipv6-only",
      severity: "error",
      title: "The server uses IPv6 only, but the page names an IPv4 address.",
      why: "The controller asks over IPv4, and nobody listens there.",
      fix: "Remove it: the server then listens on both.",
    },
    ({ name }, _doc, { purpose }) => name === "ipv6" && isIpv4Server(purpose),
  ),
  badOption(
    {
      id: "hpa-ipv4-only",
      severity: "error",
      title: "The server uses IPv4 only, but the page names an IPv6 address.",
      why: "The controller asks over IPv6, and nobody listens there.",
      fix: "Remove it: the server then listens on both.",
    },
    ({ name }, _doc, { purpose }) => name === "ipv4" && isIpv6Server(purpose),
  ),
  badOption(
    {
      id: "hpa-create",
      severity: "warning",
      title: "Anybody on the network may upload files.",
      why: "Serving images needs reading only. With it, an image could be replaced, and the disk filled.",
      fix: "Remove it.",
    },
    ({ name }) => name === "create",
  ),
  badOption(
    {
      id: "hpa-blocksize-invalid",
      severity: "error",
      title: "The block size must be 512 to 65464.",
      why: "The server reports a bad block size and ends.",
      fix: "Use 1468, which fits into one Ethernet frame.",
    },
    ({ name, value }) =>
      name === "blocksize" &&
      value !== null &&
      !value.startsWith("-") &&
      !(Number(value) >= 512 && Number(value) <= 65464),
    () => option("blocksize", "1468"),
  ),
  badOption(
    {
      id: "hpa-blocksize-small",
      severity: "warning",
      title: "Blocks are kept small.",
      why: "Each block waits for an answer, so a transfer takes longer. With 512 bytes, block numbers run out after 32 MB, which images exceed.",
      fix: "Use 1468.",
    },
    ({ name, value }) => name === "blocksize" && Number(value) >= 512 && Number(value) < 1024,
    () => option("blocksize", "1468"),
  ),
  badOption(
    {
      id: "hpa-blocksize-large",
      severity: "warning",
      title: "Blocks may be larger than one Ethernet frame.",
      why: "Large blocks are sent as fragments. One lost fragment loses the block, and firewalls often drop fragments.",
      fix: "Use 1468.",
    },
    ({ name, value }) => name === "blocksize" && Number(value) > 1468 && Number(value) <= 65464,
    () => option("blocksize", "1468"),
  ),
  badOption(
    {
      id: "hpa-refuse-blksize",
      severity: "warning",
      title: "The server refuses larger blocks.",
      why: "Every transfer uses 512 bytes for a block: it takes longer, and block numbers run out after 32 MB.",
      fix: "Remove it.",
    },
    ({ name, value }) => name === "refuse" && /^blksize2?$/.test(value ?? ""),
  ),
  badOption(
    {
      id: "hpa-refuse-tsize",
      severity: "warning",
      title: "The server does not tell the size of a file.",
      why: "The client cannot compare it with what arrived, or show progress.",
      fix: "Remove it.",
    },
    ({ name, value }) => name === "refuse" && value === "tsize",
  ),
  badOption(
    {
      id: "hpa-port-range-invalid",
      severity: "error",
      title: "The range of ports cannot be used.",
      why: "Transfers get no port, or the server does not start.",
      fix: "Write two ports from 1024 to 65535 with a colon: 40000:40199.",
    },
    ({ name, value }) =>
      name === "port-range" && value !== null && !value.startsWith("-") && readPortRange(value, /:/) === null,
    () => option("port-range", PORT_RANGE.join(":")),
  ),
  badOption(
    {
      id: "hpa-port-range-narrow",
      severity: "warning",
      title: "There are few ports for transfers.",
      why: "Each transfer holds one until it ends or times out. When none is free, requests are not answered.",
      fix: "Use a range of 200 ports.",
    },
    ({ name, value }) => {
      const range = name === "port-range" ? readPortRange(value ?? "", /:/) : null;
      return range !== null && range[1] - range[0] + 1 < LEAST_PORTS;
    },
    () => option("port-range", PORT_RANGE.join(":")),
  ),
  badOption(
    {
      id: "hpa-retransmit-odd",
      severity: "warning",
      title: "The time until a packet is repeated is in microseconds.",
      why: "A number meant as seconds floods the network with repeats. One of many seconds makes each lost packet slow.",
      fix: "Remove it: the default is one second.",
    },
    ({ name, value }) => name === "retransmit" && !(Number(value) >= 100_000 && Number(value) <= 5_000_000),
  ),
];
