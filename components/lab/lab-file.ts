/** Reads a lab file: the lab in it, or its errors, each with its place in words. */
import { type Lab, labSchema } from "@/lib/contracts/lab";

/** One error in a lab file: `Access point 2 (lobby), ip` and what is wrong there. */
export type Problem = { where: string; message: string };
/** A lab file that was read. */
export type LabFile = { ok: true; lab: Lab } | { ok: false; problems: Problem[] };

/** Parses the JSON text of a lab file and checks it with the contract. */
export function readLabFile(text: string): LabFile {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, problems: [{ where: "The file", message: `The file is not valid JSON: ${why}` }] };
  }
  const parsed = labSchema.safeParse(json);
  if (parsed.success) return { ok: true, lab: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map(({ path, message }) => ({
      where: placeOf(path, json),
      message: plainSentence(message),
    })),
  };
}

/** The contract has sentences for wrong values. This rewrites the schema library's own messages for wrong types. */
const plainSentence = (message: string): string =>
  message.endsWith("received undefined")
    ? "Required."
    : message.replace(/^Invalid input: expected (\w+), received (\w+)$/, "Must be of type $1, but is $2.");

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

/** The number of access points in a lab: those listed, those of its mixes, and the controller's own. */
export const apCountOf = ({ aps, mixes, controller }: Lab): number =>
  aps.length +
  mixes.reduce((sum, { count }) => sum + count, 0) +
  (aps.some(({ name }) => name === controller.ap) ? 0 : 1);
