/** Rules of tftpd-hpa about options that should be removed or need another value. */
import { isIpv4Server, isIpv6Server, MIN_PORTS, PORT_RANGE, readPortRange } from "../addresses";
import type { Facts, Rule } from "../rule";
import { type Option, option } from "../shell-defaults";
import { type Doc, lineOfOptions, optionsOf, setOptions, spec } from "./tftpd-hpa-file";

/** A rule about an option that should be removed, or needs another value. */
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
    const corrected = options.flatMap((each) =>
      isBad(each, doc, facts) ? (instead(each, facts) ?? []) : each,
    );
    return [
      {
        line: lineOfOptions(doc),
        problem: `${bad.words.join(" ")}: ${rule.title}`,
        edits: setOptions(doc, corrected),
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
      why: "The server prints its usage and exits.",
      fix: "Remove it.",
    },
    ({ name, value }) => name === null && value === null,
  ),
  badOption(
    {
      id: "hpa-directory-in-options",
      severity: "error",
      title: "TFTP_OPTIONS contains a folder.",
      why: "The start script appends TFTP_DIRECTORY. With --secure, in.tftpd accepts only one folder.",
      fix: "Remove it, and set TFTP_DIRECTORY instead.",
    },
    ({ name, value }) => name === null && value !== null,
  ),
  badOption(
    {
      id: "hpa-value-missing",
      severity: "error",
      title: "The option has no value.",
      why: "It takes the next argument, the image folder, as its value.",
      fix: "Remove the option, or add its value.",
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
      title: "The service never finishes starting.",
      why: "--foreground keeps in.tftpd in the foreground, so the start script waits for it forever.",
      fix: "Remove it. The start script adds --listen itself.",
    },
    ({ name }) => name === "foreground",
  ),
  badOption(
    {
      id: "hpa-set-twice",
      severity: "warning",
      title: "The start script sets this option from a variable.",
      why: "The option is then given twice, and the server does not use the value of TFTP_USERNAME or TFTP_ADDRESS.",
      fix: "Remove it, and set the variable instead.",
    },
    ({ name }) => name === "user" || name === "address" || name === "listen",
  ),
  badOption(
    {
      id: "hpa-version",
      severity: "error",
      title: "This option makes the server print its version and exit.",
      why: "The server never listens.",
      fix: "Remove it.",
    },
    ({ name }) => name === "version",
  ),
  badOption(
    {
      id: "hpa-ipv6-only",
      severity: "error",
      title: "The server uses IPv6 only, but the profile has an IPv4 address.",
      why: "The controller sends its requests over IPv4, where nothing listens.",
      fix: "Remove it. The server then listens on both.",
    },
    ({ name }, _doc, { purpose }) => name === "ipv6" && isIpv4Server(purpose),
  ),
  badOption(
    {
      id: "hpa-ipv4-only",
      severity: "error",
      title: "The server uses IPv4 only, but the profile has an IPv6 address.",
      why: "The controller sends its requests over IPv6, where nothing listens.",
      fix: "Remove it. The server then listens on both.",
    },
    ({ name }, _doc, { purpose }) => name === "ipv4" && isIpv6Server(purpose),
  ),
  badOption(
    {
      id: "hpa-create",
      severity: "warning",
      title: "Anyone on the network can upload files.",
      why: "Serving images requires only read access. With --create, anyone could replace an image or fill the disk.",
      fix: "Remove it.",
    },
    ({ name }) => name === "create",
  ),
  badOption(
    {
      id: "hpa-blocksize-invalid",
      severity: "error",
      title: "The block size must be between 512 and 65464.",
      why: "The server reports a bad block size and exits.",
      fix: "Use 1468, which fits in one Ethernet frame.",
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
      title: "The maximum block size is small.",
      why: "Each block must be acknowledged, so transfers take longer. With 512 bytes, block numbers run out after 32 MB. Images are larger than that.",
      fix: "Use 1468.",
    },
    ({ name, value }) => name === "blocksize" && Number(value) >= 512 && Number(value) < 1024,
    () => option("blocksize", "1468"),
  ),
  badOption(
    {
      id: "hpa-blocksize-large",
      severity: "warning",
      title: "Blocks can be larger than one Ethernet frame.",
      why: "Large blocks are fragmented. Losing one fragment loses the whole block, and firewalls often drop fragments.",
      fix: "Use 1468.",
    },
    ({ name, value }) => name === "blocksize" && Number(value) > 1468 && Number(value) <= 65464,
    () => option("blocksize", "1468"),
  ),
  badOption(
    {
      id: "hpa-refuse-blksize",
      severity: "warning",
      title: "The server rejects larger blocks (option blksize).",
      why: "Every transfer uses 512-byte blocks. Transfers take longer, and block numbers run out after 32 MB.",
      fix: "Remove it.",
    },
    ({ name, value }) => name === "refuse" && /^blksize2?$/.test(value ?? ""),
  ),
  badOption(
    {
      id: "hpa-refuse-tsize",
      severity: "warning",
      title: "The server does not announce file sizes (option tsize).",
      why: "The client can't show progress or check that it received the whole file.",
      fix: "Remove it.",
    },
    ({ name, value }) => name === "refuse" && value === "tsize",
  ),
  badOption(
    {
      id: "hpa-port-range-invalid",
      severity: "error",
      title: "The port range is invalid.",
      why: "The server does not start, or no port is available for transfers.",
      fix: "Use two ports from 1024 to 65535, separated by a colon: 40000:40199.",
    },
    ({ name, value }) =>
      name === "port-range" && value !== null && !value.startsWith("-") && readPortRange(value, /:/) === null,
    () => option("port-range", PORT_RANGE.join(":")),
  ),
  badOption(
    {
      id: "hpa-port-range-narrow",
      severity: "warning",
      title: "The port range is too small.",
      why: "Each transfer uses a port until it ends or times out. When no port is free, requests are not answered.",
      fix: "Use a range of 200 ports.",
    },
    ({ name, value }) => {
      const range = name === "port-range" ? readPortRange(value ?? "", /:/) : null;
      return range !== null && range[1] - range[0] + 1 < MIN_PORTS;
    },
    () => option("port-range", PORT_RANGE.join(":")),
  ),
  badOption(
    {
      id: "hpa-retransmit-odd",
      severity: "warning",
      title: "The retransmission timeout is too short or too long.",
      why: "The value is in microseconds. A value meant as seconds floods the network with retransmissions, and a long one slows recovery from each lost packet.",
      fix: "Remove it. The default is one second.",
    },
    ({ name, value }) => name === "retransmit" && !(Number(value) >= 100_000 && Number(value) <= 5_000_000),
  ),
];
