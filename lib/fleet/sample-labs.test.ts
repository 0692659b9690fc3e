/** The sample lab files of public/labs, which docs/lab.md links. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { labSchema } from "@/lib/contracts/lab";
import { expandLab } from "./population";

const FOLDER = "public/labs";

it.each(readdirSync(FOLDER))("%s is a valid lab file whose access points have unique names", (file) => {
  const lab = labSchema.parse(JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")));
  const names = expandLab(lab).map((ap) => ap.name);
  expect(names.length).toBeGreaterThan(20);
  expect(new Set(names).size).toBe(names.length);
});

it("docs/lab.md links every sample lab file", () => {
  const text = readFileSync("docs/lab.md", "utf8");
  expect(readdirSync(FOLDER).filter((file) => !text.includes(`](../public/labs/${file})`))).toEqual([]);
});
