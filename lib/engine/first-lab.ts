/** The lab that the first start creates (env `LAB`): the demo lab, an empty lab, or a lab file. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Lab, labSchema } from "@/lib/contracts/lab";
import { demoLab, emptyLab } from "@/lib/fleet/population";

/**
 * @param lab `demo`, `empty`, or a path.
 * @throws Error of one line that names the file and what is wrong with it.
 */
export async function readFirstLab(lab: string): Promise<Lab> {
  if (lab === "demo") return demoLab();
  if (lab === "empty") return emptyLab();
  const file = path.resolve(/* turbopackIgnore: true */ process.cwd(), lab);
  const text = await readFile(/* turbopackIgnore: true */ file, "utf8").catch(
    (cause: NodeJS.ErrnoException) => {
      throw new Error(`LAB=${lab}: the file cannot be read (${cause.code ?? cause.message}).`);
    },
  );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`LAB=${lab} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const parsed = labSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(
    `LAB=${lab}: ${issue?.path.join(".") || "the file"}: ${issue?.message ?? "is not a lab file"}`,
  );
}
