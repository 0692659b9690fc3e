/** The commands about images: each an order to the repository or a question about a set and the present fleet. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { ApRow } from "@/lib/contracts/aps";
import type { Command, CommandAnswers } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { Repository } from "@/lib/image-store/repository-types";
import { audit } from "@/lib/images/audit";

export const imageCommands = [
  "images.audit",
  "images.remove",
  "images.rename",
  "images.import",
  "images.cancel-import",
  "images.upload-progress",
] as const;
export type ImageCommand = (typeof imageCommands)[number];

export type ImagePorts = {
  repository: Repository;
  fleet(): ApRow[];
  /** An import may take its source from here and delete it. */
  uploadDir: string;
};

export async function answerImages(
  command: Command<ImageCommand>,
  ports: ImagePorts,
): Promise<CommandAnswers[ImageCommand]> {
  const { repository } = ports;
  switch (command.type) {
    case "images.audit": {
      const set = repository.sets().find((s) => s.name === command.set);
      if (!set) throw new FaultError(fault("not-found", `There is no image set ${command.set}.`));
      return audit(set, ports.fleet());
    }
    case "images.remove":
      await repository.remove(command.set, command.actor.name);
      return { set: command.set };
    case "images.rename":
      await repository.rename(command.set, command.to, command.actor.name);
      return { set: command.to };
    case "images.import":
      return startImport(command, ports);
    case "images.cancel-import":
      if (!repository.cancel(command.id))
        throw new FaultError(fault("not-found", "This import has ended already."));
      return { id: command.id };
    case "images.upload-progress":
      repository.reportUpload(command);
      return { id: command.id };
  }
}

/** The web hands over ended uploads only: any other path of this machine is refused. */
async function startImport(command: Command<"images.import">, { repository, uploadDir }: ImagePorts) {
  const source = path.resolve(command.source);
  if (!source.startsWith(uploadDir + path.sep))
    throw new FaultError(fault("not-allowed", "Only an upload can be imported from the browser."));
  if (!(await stat(source).catch(() => undefined))?.isFile())
    throw new FaultError(fault("not-found", "The upload is no longer there. Upload it again."));
  const order = {
    source,
    name: command.name,
    by: command.actor.name,
    consume: command.consume,
    ...(command.uploadId !== undefined && { id: command.uploadId }),
  };
  const started =
    command.fileName === undefined
      ? await repository.importBundle(order)
      : await repository.importImageFile({ ...order, fileName: command.fileName });
  return started.row;
}
