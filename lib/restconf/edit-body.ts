/** Reads the body of a change: which nodes it sets, put at their places below the root of their module. */
import { z } from "zod";
import { hostNameSchema } from "@/lib/contracts/lab";
import { found, type Outcome, problems, refused } from "./problem";
import { instancePath, type Segment } from "./resource-path";
import { mewlcConfigSchema, profileSchema } from "./resources/configuration";
import { GENERAL_MODULE, IMAGE_DOWNLOAD_MODULE, NATIVE_MODULE } from "./tree";

const PROFILES = "image-download-profiles";
const PROFILE_KEY = "image-download-profile-name";

/** What may be set, by module. */
const documents = {
  [NATIVE_MODULE]: z.strictObject({
    native: z.strictObject({ hostname: hostNameSchema.optional(), version: z.string().optional() }),
  }),
  [GENERAL_MODULE]: z.strictObject({
    "general-cfg-data": z.strictObject({ "mewlc-config": mewlcConfigSchema.partial().optional() }),
  }),
  [IMAGE_DOWNLOAD_MODULE]: z.strictObject({
    "image-download-cfg-data": z.strictObject({
      "image-download-profiless": z
        .strictObject({ [PROFILES]: z.array(profileSchema.partial()).max(1).optional() })
        .optional(),
    }),
  }),
};
type ConfigModule = keyof typeof documents;

/** The nodes that a body sets. Undefined: it says nothing of them. */
export type Edit = {
  hostname?: string;
  version?: string;
  mewlc?: { "mewlc-platform"?: boolean; "p-img-dwnld"?: boolean };
  /** The leaves of the profile. */
  profile?: Readonly<Record<string, unknown>>;
};

const isConfigModule = (name: string | null): name is ConfigModule =>
  name !== null && Object.hasOwn(documents, name);

/**
 * @param segments of the resource that the body is; for POST, those of its parent and its own
 * @param body parsed JSON
 */
export function readEdit(segments: readonly Segment[], body: unknown): Outcome<Edit> {
  const path = instancePath(segments);
  const [first] = segments;
  const last = segments.at(-1);
  if (first === undefined || last === undefined || !isConfigModule(first.module))
    return refused(problems.notSupported("this resource cannot be changed"));
  const { module } = first;
  const label = `${module}:${last.name}`;
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return refused(problems.malformed("the body must be a JSON object", path));
  const names = Object.keys(body);
  const [name] = names;
  if (names.length !== 1 || name !== label) {
    const wrong = names.find((other) => other !== label);
    return refused(
      wrong === undefined
        ? problems.malformed(`the body must have exactly one member, ${label}`, path)
        : problems.unknownElement(wrong, path),
    );
  }
  const document = wrap(segments, Reflect.get(body, label));
  if (!document.ok) return document;
  const parsed = documents[module].safeParse(document.value);
  return parsed.success ? found(editOf(parsed.data)) : refused(problemOf(parsed.error, path));
}

/** The value at its place: `{native: {hostname: value}}`. */
function wrap(segments: readonly Segment[], value: unknown): Outcome<unknown> {
  let wrapped = value;
  for (const { name, keys } of [...segments].reverse()) {
    if (keys !== null || name === PROFILES) {
      const entries = Array.isArray(wrapped) ? wrapped : [wrapped];
      const keyed = entries.map((entry: unknown) => withKey(entry, keys));
      if (keyed.includes(null))
        return refused(problems.invalidValue("the key in the body differs from the key in the path"));
      wrapped = keyed;
    }
    wrapped = { [name]: wrapped };
  }
  return found(wrapped);
}

/** An entry with its key from the path; null when both differ. */
function withKey(entry: unknown, keys: readonly string[] | null): unknown {
  if (keys === null || typeof entry !== "object" || entry === null) return entry;
  const key: unknown = Reflect.get(entry, PROFILE_KEY);
  if (key !== undefined && key !== keys[0]) return null;
  return { ...entry, [PROFILE_KEY]: keys[0] };
}

function editOf(document: object): Edit {
  const at = (value: unknown, ...names: string[]): unknown =>
    names.reduce<unknown>(
      (part, name) => (typeof part === "object" && part !== null ? Reflect.get(part, name) : undefined),
      value,
    );
  const edit: Edit = {};
  const hostname = at(document, "native", "hostname");
  const version = at(document, "native", "version");
  const mewlc = at(document, "general-cfg-data", "mewlc-config");
  const profiles = at(document, "image-download-cfg-data", "image-download-profiless", PROFILES);
  if (typeof hostname === "string") edit.hostname = hostname;
  if (typeof version === "string") edit.version = version;
  if (mewlc !== undefined) edit.mewlc = mewlc as NonNullable<Edit["mewlc"]>;
  if (Array.isArray(profiles) && profiles[0] !== undefined)
    edit.profile = profiles[0] as NonNullable<Edit["profile"]>;
  return edit;
}

function problemOf(error: z.ZodError, path: string) {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") return problems.unknownElement(issue.keys[0] ?? "", path);
  const leaf = issue?.path.filter((part) => typeof part === "string").at(-1) ?? "";
  return problems.invalidValue(`invalid value for ${leaf}: ${issue?.message ?? "not valid"}`, path);
}

/** The first member of a body, which says what POST creates; null when it is no object with one member. */
export function memberOf(body: unknown): { module: string | null; name: string } | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const names = Object.keys(body);
  if (names.length !== 1 || names[0] === undefined) return null;
  const colon = names[0].indexOf(":");
  return colon < 0
    ? { module: null, name: names[0] }
    : { module: names[0].slice(0, colon), name: names[0].slice(colon + 1) };
}
