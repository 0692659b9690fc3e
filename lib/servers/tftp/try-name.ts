/** What the TFTP server would answer to a read request, step by step, without sending anything. */
import { realpath } from "node:fs/promises";
import type { TriedName } from "@/lib/contracts/tftp-names";
import { ErrorCode } from "@/lib/wire/tftp/packet";
import { ClosestNames } from "./closest-name";
import { requestedName } from "./requested-name";
import { openInJail } from "./tftp-jail";
import { OperationRules, type TftpOperation } from "./tftp-operation";

/** @param imagesRoot the images folder */
export async function tryName(
  imagesRoot: string,
  asked: string,
  settings: Pick<TftpOperation, "rootFolder" | "ignoreCase" | "remapRules">,
): Promise<TriedName> {
  const root = await realpath(imagesRoot);
  const requested = await requestedName(root, asked, "read", new OperationRules(settings));
  if (!requested.ok) {
    const { code, message, steps } = requested.fault;
    return { steps: [...steps], name: null, file: null, refusal: { code, message }, closest: null };
  }
  const { folder, name, steps } = requested.value;
  const opened = await openInJail(folder, name);
  if (opened.ok) {
    const { handle, path, sizeBytes } = opened.value;
    await handle.close();
    return { steps: [...steps], name, file: { path, sizeBytes }, refusal: null, closest: null };
  }
  const { code, message } = opened.fault;
  const closest = code === ErrorCode.fileNotFound ? await new ClosestNames().find(folder, name, 0) : null;
  return { steps: [...steps], name, file: null, refusal: { code, message }, closest };
}
