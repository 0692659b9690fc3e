/** What the image servers need from the engine. */
import type { ImageSet } from "@/lib/contracts/images";
import type { Env } from "@/lib/env";
import type { Repository } from "@/lib/image-store/repository-types";
import type { Clock } from "@/lib/kit/clock";
import type { InheritedSockets } from "@/lib/servers/inherited/assign-sockets";
import type { OwnProbes } from "@/lib/servers/own-probes";
import type { StartTftpThread } from "@/lib/servers/tftp/tftp-channel";
import type { TransferRegistry } from "@/lib/servers/transfer";
import type { DocumentStore } from "@/lib/store/store-types";
import type { Bus } from "../bus";
import type { Secrets } from "../secrets";
import type { ServerLogPorts } from "./server-log";

export type ImageServersPorts = ServerLogPorts & {
  env: Pick<
    Env,
    | "tftpHost"
    | "tftpPort"
    | "tftpEngine"
    | "tftpSinglePort"
    | "sftpHost"
    | "sftpPort"
    | "catalogHost"
    | "catalogPort"
  >;
  /** The sockets that systemd opened for this program. */
  inherited: Pick<InheritedSockets, "tftp" | "sftp">;
  bus: Bus;
  documents: DocumentStore;
  secrets: Secrets;
  registry: TransferRegistry;
  wall: Clock;
  /** The requests of this program itself, which are marked and not counted. */
  ownProbes: Pick<OwnProbes, "includes" | "marks">;
  /** Starts the thread of the TFTP server. */
  startTftpThread: StartTftpThread;
  /** The folder that all servers serve. */
  imagesRoot: string;
  importBundle: Repository["importBundle"];
  /** The folder of the host keys, which are created when missing. */
  hostKeysDir: string;
  /** The image sets in that folder. */
  imageSets(): readonly ImageSet[];
  /** The folder of the certificates of the software download service, which are created when missing. */
  certificatesDir: string;
  /** Appears in each log line of the TFTP server. */
  processId: number;
};
