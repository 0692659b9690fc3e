/** What the page can order; its server actions are handed in. */
import type { Answer } from "@/lib/contracts/fault";

export type ImageActions = {
  rename(input: { set: string; to: string }): Promise<Answer<{ set: string }>>;
  remove(input: { set: string }): Promise<Answer<{ set: string }>>;
  cancelImport(input: { id: string }): Promise<Answer<{ id: string }>>;
};
