import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { usedZod } from "./used-zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Types, which the browser never sees. */
const TYPES = new Set(["infer", "input", "output"]);

test("every part of zod that contracts and components use is loaded in the browser", () => {
  const used = new Set<string>();
  for (const room of ["lib/contracts", "lib/client", "components"])
    for (const name of readdirSync(path.join(ROOT, room), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(name) || /\.test\.tsx?$/.test(name)) continue;
      const text = readFileSync(path.join(ROOT, room, name), "utf8");
      if (!/^import \{ z \} from "zod";$/m.test(text)) continue;
      // A chain begins with `z.` or with a `z` at the end of a line.
      for (const [, part = ""] of text.matchAll(/\bz\s*\.([a-z]\w*)/g)) if (!TYPES.has(part)) used.add(part);
    }
  expect(Object.keys(usedZod).sort()).toEqual([...used].sort());
});
