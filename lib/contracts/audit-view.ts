/**
 * What the audit log may keep of a value, by its schema: fields that the schema does not know are left out, secrets are
 * replaced, long texts and lists are cut. Two such views give the fields that changed.
 */
import type { z } from "zod";
import { printable } from "../kit/text";
import type { AuditChange } from "./audit";
import { type SecretKind, secretKindOf } from "./secret";

const HIDDEN = "[hidden]";
const MAX_ITEMS = 20;
const MAX_TEXT = 300;
const MAX_DETAIL = 4096;
const MAX_CHANGES = 100;

type Parts = {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  options?: readonly z.ZodType[];
  element?: z.ZodType;
  valueType?: z.ZodType;
  shape?: Readonly<Record<string, z.ZodType>>;
};
const partsOf = (schema: z.ZodType): Parts => schema._zod.def as unknown as Parts;

/** The schemas that a value may have, without what wraps them: each member of a union, both ends of a pipe. */
function plainSchemas(schemas: readonly z.ZodType[]): z.ZodType[] {
  return schemas.flatMap((schema): z.ZodType[] => {
    if (secretKindOf(schema) !== undefined) return [schema];
    const { innerType, in: from, out, options } = partsOf(schema);
    const inner = [innerType, from, out, ...(options ?? [])].filter((part) => part !== undefined);
    return inner.length === 0 ? [schema] : plainSchemas(inner);
  });
}

const secretOf = (schemas: readonly z.ZodType[]): SecretKind | undefined =>
  schemas.map(secretKindOf).find((kind) => kind !== undefined);

/** The schemas of a field; none when no schema knows it. */
const fieldSchemas = (schemas: readonly z.ZodType[], key: string): z.ZodType[] =>
  schemas.flatMap((schema) => {
    const { shape, valueType } = partsOf(schema);
    if (shape !== undefined) return Object.hasOwn(shape, key) ? [shape[key] as z.ZodType] : [];
    return valueType === undefined ? [] : [valueType];
  });
const elementSchemas = (schemas: readonly z.ZodType[]): z.ZodType[] =>
  schemas.map((schema) => partsOf(schema).element).filter((element) => element !== undefined);
/** A schema of our own check, such as `z.custom`, says nothing of parts: its value is shown as it is. */
const isOpaque = (schema: z.ZodType): boolean => ["custom", "any", "unknown"].includes(partsOf(schema).type);

/** One printable line, so that the log is safe wherever it is shown or exported to. */
const cut = (text: string): string =>
  text.length > MAX_TEXT
    ? `${printable(text.slice(0, MAX_TEXT))}... (${text.length} characters)`
    : printable(text);

/** @param onSecret called with the path and the kind of each secret that is not empty */
function view(
  given: readonly z.ZodType[],
  value: unknown,
  path: string,
  onSecret: (path: string, kind: SecretKind) => void,
): unknown {
  const schemas = plainSchemas(given);
  const kind = secretOf(schemas);
  if (kind !== undefined) {
    if (value === "" || value === null || value === undefined) return value;
    onSecret(path, kind);
    return HIDDEN;
  }
  if (typeof value === "string") return cut(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const elements = elementSchemas(schemas);
    if (elements.length === 0 && !schemas.some(isOpaque)) return undefined;
    const items: unknown[] = value
      .slice(0, MAX_ITEMS)
      .map((item, i) => view(elements.length === 0 ? schemas : elements, item, `${path}[${i}]`, onSecret));
    return value.length > MAX_ITEMS ? [...items, `${value.length - MAX_ITEMS} more`] : items;
  }
  const isAnyField = schemas.some(isOpaque);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
      const known = fieldSchemas(schemas, key);
      if (known.length === 0 && !isAnyField) return [];
      const inner = path === "" ? key : `${path}.${key}`;
      return [[key, view(known.length === 0 ? schemas : known, part, inner, onSecret)]];
    }),
  );
}

/** The value as JSON without secrets, at most 4 KB. It need not be valid: it may be an input that was refused. */
export function auditDetail(schema: z.ZodType, value: unknown): string {
  const text = JSON.stringify(view([schema], value, "", () => undefined)) ?? "";
  return text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL - 3)}...` : text;
}

/** The paths of the secrets that an input sets; secrets that are only compared are not among them. */
export function secretsSetBy(schema: z.ZodType, input: unknown): string[] {
  const paths: string[] = [];
  view([schema], input, "", (path, kind) => {
    if (kind === "stored") paths.push(path);
  });
  return paths;
}

/** Fields by path, as text. A list is one field. */
function fieldsOf(value: unknown, path = ""): Map<string, string> {
  if (value === undefined) return new Map();
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return new Map([[path, cut(typeof value === "string" ? value : JSON.stringify(value))]]);
  return new Map(
    Object.entries(value).flatMap(([key, part]) => [...fieldsOf(part, path === "" ? key : `${path}.${key}`)]),
  );
}

/** A list as it is, and secrets as texts that differ when they do: the views above would hide what changed. */
const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (part, key) => (typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined),
      value,
    );
}

/**
 * The fields that differ, in the order of their names. Undefined stands for something that does not exist. Of a secret it is
 * only said that it changed.
 */
export function auditChanges(schema: z.ZodType, before: unknown, after: unknown): AuditChange[] {
  const secrets = new Set<string>();
  const show = (value: unknown) => fieldsOf(view([schema], value, "", (path) => secrets.add(path)));
  const [old, fresh] = [show(before), show(after)];
  const fields = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  const changes = fields.flatMap((field): AuditChange[] => {
    const isSecret = secrets.has(field);
    // Cut texts and hidden secrets may look alike.
    if (sameText(at(before, field), at(after, field))) return [];
    if (isSecret) return [{ field, before: null, after: null, isSecret }];
    return [{ field, before: old.get(field) ?? null, after: fresh.get(field) ?? null, isSecret }];
  });
  return mostChanges(changes);
}

/** At most a hundred changes; the last one says how many there are in all. */
export const mostChanges = (changes: AuditChange[]): AuditChange[] =>
  changes.length <= MAX_CHANGES
    ? changes
    : [
        ...changes.slice(0, MAX_CHANGES - 1),
        {
          field: "...",
          before: null,
          after: `${changes.length - MAX_CHANGES + 1} more fields`,
          isSecret: false,
        },
      ];
