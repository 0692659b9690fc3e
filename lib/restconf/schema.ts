/**
 * What the schemas of the resources say beyond the type of a value: which arrays are lists, by which keys, and which
 * nodes are below a node.
 */
import { z } from "zod";

/** A list of the data model: its entries are told apart by these leaves. Without any, entries have no key. */
export const list = <Entry extends z.ZodObject>(keys: readonly string[], entry: Entry): z.ZodArray<Entry> =>
  z.array(entry).meta({ keys });

type Parts = { type: string; innerType?: z.ZodType; element?: z.ZodType; shape?: Record<string, z.ZodType> };
const partsOf = (schema: z.ZodType): Parts => schema._zod.def as unknown as Parts;

/** Without what wraps it, such as `optional`. */
function plain(schema: z.ZodType): z.ZodType {
  const { innerType } = partsOf(schema);
  return innerType === undefined ? schema : plain(innerType);
}

/** The keys of a list; null for any other node. */
export function keysOf(schema: z.ZodType): readonly string[] | null {
  const keys = plain(schema).meta()?.keys;
  return Array.isArray(keys) ? (keys as string[]) : null;
}

/** The node below a container, or below an entry of a list; undefined when there is none of that name. */
export function childOf(schema: z.ZodType, name: string): z.ZodType | undefined {
  const { element, shape } = partsOf(plain(schema));
  if (element !== undefined) return childOf(element, name);
  return shape !== undefined && Object.hasOwn(shape, name) ? shape[name] : undefined;
}
