/** What the page can order; its server actions are handed in. */
import type { Answer } from "@/lib/contracts/fault";
import type { ImportRow } from "@/lib/contracts/images";

export type ImageActions = {
  rename(input: { set: string; to: string }): Promise<Answer<{ set: string }>>;
  remove(input: { set: string }): Promise<Answer<{ set: string }>>;
  /** A zip that lies in the images' folder. */
  importBundle(input: { path: string; name: string }): Promise<Answer<ImportRow>>;
  cancelImport(input: { id: string }): Promise<Answer<{ id: string }>>;
};
