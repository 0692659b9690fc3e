/** What the TFTP server works out for a read request before the transfer starts: the file, its options, its packets. */
import type { Fault } from "@/lib/contracts/fault";
import type { TftpFaults } from "@/lib/contracts/server-faults";
import type { Clock } from "@/lib/kit/clock";
import { err, ok, type Result } from "@/lib/kit/result";
import type { OpenDatagram } from "@/lib/servers/datagram";
import { type Agreed, answerOptions } from "@/lib/wire/tftp/options";
import { ErrorCode, encode, type Options } from "@/lib/wire/tftp/packet";
import type { TftpLimits } from "./admission";
import type { ClosestNames } from "./closest-name";
import type { PacketSource } from "./packet-source";
import { requestedName } from "./requested-name";
import type { SharedFiles } from "./shared-files";
import { FaultInjectedTransfer, openFaultInjected } from "./tftp-faults";
import { type JailRules, openInJail } from "./tftp-jail";
import type { OperationRules } from "./tftp-operation";
import type { Refusal } from "./tftp-refusal";

/** A read request whose mode the server serves. */
export type ReadRequest = { filename: string; mode: "octet" | "netascii"; options: Options };

export type PreparedRead = {
  /** Path inside the images folder, with slashes. */
  path: string;
  sizeBytes: number;
  /** Must be released, by the transfer or when none starts. */
  source: PacketSource;
  agreed: Agreed;
  /** The OACK packet; null when no option was acknowledged (RFC 2347 §3). */
  oack: Uint8Array | null;
  /** Opens the transfer's socket. */
  open: OpenDatagram;
  /** The cause to show in our own row: an injected fault when there is one, else the given cause. */
  causeToShow(cause: Fault | null): Fault | null;
};

/** What the server has for all its transfers. */
export type ReadResources = {
  /** The images folder, a real path. */
  root: string;
  rules: OperationRules;
  closest: ClosestNames;
  isVisible: JailRules["isVisible"];
  spend: JailRules["spend"];
  files: SharedFiles;
  limits: TftpLimits;
  faults: TftpFaults | null;
  wall: Clock;
  open: OpenDatagram;
};

/** netascii blocks are made for each transfer and kept for its whole window, so the window is limited. */
const NETASCII_WINDOW = 16;

/** Opens the file and negotiates the options (RFC 2347), with the faults that Lab injects. */
export async function prepareRead(
  { filename, mode, options }: ReadRequest,
  { root, rules, closest, isVisible, spend, files, limits, faults, wall, open }: ReadResources,
): Promise<Result<PreparedRead, Refusal>> {
  const requested = await requestedName(root, filename, "read", rules);
  if (!requested.ok) return requested;
  const { folder, prefix, name } = requested.value;
  const opened = await (faults === null
    ? openInJail(folder, name, { isVisible, spend })
    : openFaultInjected(faults, folder, name, { isVisible, spend }));
  if (!opened.ok) {
    if (opened.fault.code !== ErrorCode.fileNotFound) return opened;
    const missing = { name: filename, closest: await closest.find(folder, name, performance.now()) };
    return err({ ...opened.fault, missing });
  }
  const { sizeBytes } = opened.value;
  const path = prefix === "" ? opened.value.path : `${prefix}/${opened.value.path}`;
  const injected = faults && new FaultInjectedTransfer(faults, wall);
  const { maxBlockSize, maxWindowSize } = injected?.narrow(limits, options) ?? limits;
  const isOctet = mode === "octet";
  const { agreed, acknowledged } = answerOptions(options, {
    sizeBytes: isOctet ? sizeBytes : null,
    maxBlockSize,
    maxWindowSize: isOctet ? maxWindowSize : Math.min(maxWindowSize, NETASCII_WINDOW),
  });
  const source = files[mode](opened.value, agreed.blockSize, agreed.rollover);
  return ok({
    path,
    sizeBytes,
    source: injected?.source(source, agreed.blockSize, sizeBytes) ?? source,
    agreed,
    oack: acknowledged.size > 0 ? encode({ kind: "OACK", options: acknowledged }) : null,
    open: injected?.around(open) ?? open,
    causeToShow: (cause) => (injected ? injected.causeToShow(cause) : cause),
  });
}
