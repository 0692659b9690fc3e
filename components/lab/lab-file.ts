/** A lab file that was chosen: the lab in it, or what is wrong with it, entry by entry in words. Pure. */
import { type Lab, labSchema } from "@/lib/contracts/lab";

export type Problem = { where: string; message: string };
export type LabFile = { ok: true; lab: Lab } | { ok: false; problems: Problem[] };

export function readLabFile(text: string): LabFile {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, problems: [{ where: "The file", message: `It is not JSON: ${why}` }] };
  }
  const parsed = labSchema.safeParse(json);
  if (parsed.success) return { ok: true, lab: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map(({ path, message }) => ({
      where: placeOf(path, json),
      message: sentence(message),
    })),
  };
}

/** The contract has its own sentences for wrong values; for a wrong type the schema library has these. */
const sentence = (message: string): string =>
  message.endsWith("received undefined")
    ? "It is missing."
    : message.replace(
        /^Invalid input: expected (\w+), received (\w+)$/,
        "This should be of type $1 and is $2.",
      );

/** `["aps", 2, "ip"]` -> `Access point 3 (9105-lobby), ip`. */
function placeOf(path: readonly PropertyKey[], json: unknown): string {
  const [list, index, ...rest] = path;
  if (list === undefined) return "The file";
  if ((list !== "aps" && list !== "mixes") || typeof index !== "number")
    return path
      .map(String)
      .join(", ")
      .replace(/^./, (first) => first.toUpperCase());
  const entry = list === "aps" ? "Access point" : "Mix";
  const name = nameOf(json, list, index);
  return [`${entry} ${index + 1}${name === undefined ? "" : ` (${name})`}`, ...rest.map(String)].join(", ");
}

function nameOf(json: unknown, list: "aps" | "mixes", index: number): string | undefined {
  const entries = (json as Record<string, unknown> | null)?.[list];
  const entry: unknown = Array.isArray(entries) ? entries[index] : undefined;
  const name: unknown =
    typeof entry === "object" && entry !== null && "name" in entry ? entry.name : undefined;
  return typeof name === "string" && name.length <= 40 ? name : undefined;
}

/** How many access points it makes: those listed, those of its mixes, and the controller's own. */
export const apCountOf = ({ aps, mixes, controller }: Lab): number =>
  aps.length +
  mixes.reduce((sum, { count }) => sum + count, 0) +
  (aps.some(({ name }) => name === controller.ap) ? 0 : 1);
