/** Opens the two places that hold images: the repository of the image servers, and the images uploaded for Desktop (HTTP). */
import { namedPart, unnamedPart } from "@/lib/image-store/catalog-part";
import { openRepository } from "@/lib/image-store/repository";
import type { Repository } from "@/lib/image-store/repository-types";
import type { Clock } from "@/lib/kit/clock";
import type { Store } from "@/lib/store/store-types";
import type { Bus } from "./bus";
import type { DataDir } from "./data-dir";
import type { ProgramLog } from "./program-log";
import type { Stopper } from "./shutdown";
import { UploadedImages } from "./uploaded-images/uploaded-images";

type StoredImagesPorts = {
  dataDir: DataDir;
  store: Store;
  bus: Bus;
  wall: Clock;
  log: ProgramLog;
  /** An image set was added, changed or removed. */
  onSetsChanged(): void;
};

/** Both publish their rows and events on the bus. */
export async function openStoredImages(
  { dataDir, store, bus, wall, log, onSetsChanged }: StoredImagesPorts,
  stoppers: Stopper[],
): Promise<{ repository: Repository; uploaded: UploadedImages }> {
  const repository = await openRepository({
    root: dataDir.images,
    stagingDir: dataDir.staging,
    catalog: unnamedPart(store.catalog),
    wall,
    onSet: (row) => {
      bus.put("images", row.name, row);
      onSetsChanged();
    },
    onSetRemoved: (name) => {
      bus.del("images", name);
      onSetsChanged();
    },
    onImport: (row) => bus.put("imports", row.id, row),
    onEvent: (event) => bus.event(event),
  });
  stoppers.push({ name: "image repository", stop: () => repository.stop() });

  const uploaded = await UploadedImages.open({
    root: dataDir.uploadedImages,
    stagingDir: dataDir.staging,
    catalog: namedPart(store.catalog, "uploaded"),
    wall,
    onRow: (row) => bus.put("uploadedImages", row.name, row),
    onRemoved: (name) => bus.del("uploadedImages", name),
    onImport: (row) => bus.put("imports", row.id, row),
    onEvent: (event) => bus.event(event),
    onFault: (where, cause) => log.write("error", where, cause),
  });
  stoppers.push({ name: "uploaded images", stop: () => uploaded.stop() });
  return { repository, uploaded };
}
