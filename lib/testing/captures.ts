/** The captures of real controllers' outputs, for tests. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type Capture = "show-ap-summary" | "show-ap-image" | "show-version" | "show-chassis";

export const capture = (name: Capture): string =>
  readFileSync(fileURLToPath(new URL(`./captures/${name}.txt`, import.meta.url)), "utf8");
