import { expect, test } from "vitest";
import { z } from "zod";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { readDocument } from "./read-document";

const schema = z.object({ name: z.string(), count: z.int().default(0) });

test("a document is read by its schema, with its defaults; one that was never stored is undefined", async () => {
  const { documents } = createMemoryStore();
  await documents.put("thing", { name: "a" });
  expect(await readDocument(documents, "thing", "thing", schema)).toEqual({ name: "a", count: 0 });
  expect(await readDocument(documents, "other", "thing", schema)).toBeUndefined();
});

test("one that does not fit is refused in a sentence with what to do, without its content", async () => {
  const { documents } = createMemoryStore();
  await documents.put("thing", { name: 7, password: "hidden" });
  const refused = readDocument(documents, "thing", "list of things", schema);
  await expect(refused).rejects.toMatchObject({
    fault: {
      code: "store-unusable",
      message: "The stored list of things cannot be read.",
      remedy: "Restore a backup of the data folder.",
    },
  });
});
