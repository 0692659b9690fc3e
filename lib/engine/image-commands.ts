/** Handlers of the `images.*` commands. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { ApRow } from "@/lib/contracts/aps";
import type { Command } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { UploadTarget } from "@/lib/contracts/images";
import type { Repository } from "@/lib/image-store/repository-types";
import { audit } from "@/lib/images/audit";
import type { Handlers } from "./handlers";
import type { UploadTransfers } from "./image-servers/upload-transfers";
import type { UploadedImages } from "./uploaded-images/uploaded-images";

export type ImagePorts = {
  repository: Repository;
  /** What was uploaded to the controller. */
  uploaded: Pick<UploadedImages, "repository" | "folderOf" | "discard">;
  fleet(): ApRow[];
  /** The only folder whose files an import may read and delete. */
  uploadDir: string;
  uploads: Pick<UploadTransfers, "report">;
};

export function imageHandlers(ports: ImagePorts): Handlers<"images"> {
  const { repository, uploaded } = ports;
  const targets = targetsOf(ports);
  return {
    "images.audit"({ set: name, into }) {
      const set = targets[into].sets().find((s) => s.name === name);
      if (!set) throw new FaultError(fault("not-found", `There is no image set ${name}.`));
      return audit(set, ports.fleet());
    },
    async "images.remove"({ set, actor }) {
      await repository.remove(set, actor.name);
      return { set };
    },
    async "images.rename"({ set, to, actor }) {
      await repository.rename(set, to, actor.name);
      return { set: to };
    },
    "images.import": (command) => startImport(command, ports),
    "images.cancel-import"({ id }) {
      if (!repository.cancel(id) && !uploaded.repository.cancel(id))
        throw new FaultError(fault("not-found", "This import has already ended."));
      return { id };
    },
    async "images.discard-uploaded"({ name, actor }) {
      await uploaded.discard(name, actor.name);
      return { name };
    },
    async "images.copy-uploaded"({ name, to, actor }) {
      const source = uploaded.folderOf(name);
      return (await repository.importFolder({ source, name: to, by: actor.name })).row;
    },
    "images.upload-progress"(progress) {
      const isWanted = targets[progress.into].reportUpload(progress);
      ports.uploads.report(isWanted ? progress : { ...progress, state: "canceled" });
      return { id: progress.id, isWanted };
    },
  };
}

const targetsOf = ({ repository, uploaded }: ImagePorts): Record<UploadTarget, Repository> => ({
  repository,
  controller: uploaded.repository,
});

/** Accepts only files in the upload folder, so that a request can't import other files of this host. */
async function startImport(command: Command<"images.import">, ports: ImagePorts) {
  const { uploadDir } = ports;
  const repository = targetsOf(ports)[command.into];
  const source = path.resolve(command.source);
  const sidecar = command.sidecar === undefined ? undefined : path.resolve(command.sidecar);
  if ([source, sidecar ?? source].some((file) => !file.startsWith(uploadDir + path.sep)))
    throw new FaultError(fault("not-allowed", "Only an uploaded file can be imported."));
  if (!(await stat(source).catch(() => undefined))?.isFile())
    throw new FaultError(fault("not-found", "The uploaded file no longer exists. Upload it again."));
  const request = {
    source,
    name: command.name,
    by: command.actor.name,
    consume: command.consume,
    ...(sidecar !== undefined && { sidecar }),
    ...(command.uploadId !== undefined && { id: command.uploadId }),
  };
  const started =
    command.fileName === undefined
      ? await repository.importBundle(request)
      : await repository.importImageFile({ ...request, fileName: command.fileName });
  return started.row;
}
