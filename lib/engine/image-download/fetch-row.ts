/** The row of a fetch from a server that is not ours: our own servers report their transfers themselves. */
import { type Fault, fault } from "@/lib/contracts/fault";
import { placeOfProfile } from "@/lib/contracts/profile";
import { formatBytes } from "@/lib/kit/units";
import type { DownloadContext, ImageSource, TransfersPort } from "./context";
import { modeSource } from "./modes/all-sources";

type FetchRow = {
  /** Aborted when an operator stops the transfer. */
  signal: AbortSignal;
  /** The open row; null before the connection exists. */
  handle(): { id: string } | null;
  open(localPort: number): void;
  announced(sizeBytes: number | null): void;
  progressed(bytes: number): void;
  /** @param why null when the transfer is complete */
  end(why: Fault | null): void;
};

export function fetchRow(
  { ports, servers }: DownloadContext,
  transfers: TransfersPort,
  { profile }: ImageSource,
  path: string,
  clientIp: string,
): FetchRow {
  const stopper = new AbortController();
  const place = placeOfProfile(profile);
  let row: ReturnType<TransfersPort["open"]> | null = null;
  return {
    signal: stopper.signal,
    handle: () => row,
    open: (localPort) => {
      row = transfers.open({
        ...modeSource(profile.mode).transferDetails(profile, ports.settings().transfer),
        direction: "fetch",
        client: { address: clientIp, port: localPort },
        server: { address: place.imageServer, port: servers.port(place) },
        path,
        size: null,
        abort: () => stopper.abort(),
      });
    },
    announced: (sizeBytes) => {
      if (row !== null) row.size = sizeBytes;
    },
    progressed: (bytes) => {
      if (row !== null) row.bytes = bytes;
    },
    end: (why) => {
      if (why === null) row?.end("complete");
      else row?.end(why.code === "aborted" ? "aborted" : "failed", why);
    },
  };
}

/** Stops a fetch as soon as it is known that the image does not fit into the controller's flash. */
export function flashGuard(image: string, room: (() => number) | undefined) {
  const stopper = new AbortController();
  const guard = {
    signal: stopper.signal,
    fault: null as Fault | null,
    check(bytes: number): void {
      const free = room?.() ?? Number.POSITIVE_INFINITY;
      if (bytes <= free || guard.fault !== null) return;
      guard.fault = fault(
        "disk-full",
        `The controller's flash has room for ${formatBytes(Math.max(0, free))}, but ${image} needs ${formatBytes(bytes)}.`,
        "Free space in the controller's flash. Then choose Save & Download again.",
      );
      stopper.abort();
    },
  };
  return guard;
}
