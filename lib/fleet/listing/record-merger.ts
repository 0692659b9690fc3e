/** Merges the records of each access point by name. The first value of a field wins; a contradiction is a warning. */
import { familyOfModel } from "@/lib/contracts/families";
import type { Assumed, ListedAp } from "@/lib/contracts/lab-listing";
import { NO_VERSION } from "@/lib/contracts/versions";
import type { ApFields, ApRecord } from "./ap-record";
import { macFromDefaultName } from "./field-parsers";

type MergedAp = { name: string; fields: ApFields; lines: number[] };

const FIELD_NAMES: Record<keyof ApFields, string> = {
  model: "model",
  ip: "address",
  radioMac: "radio MAC",
  ethernetMac: "Ethernet MAC",
  running: "running version",
  backup: "backup version",
};
const FIELDS = Object.keys(FIELD_NAMES) as (keyof ApFields)[];
/** Fields whose value belongs to one access point only. */
const UNIQUE_FIELDS = ["ip", "radioMac", "ethernetMac"] as const;

export class RecordMerger {
  readonly #apsByName = new Map<string, MergedAp>();
  /** Field and value -> the name of the access point that has it. */
  readonly #owners = new Map<string, string>();
  /** One sentence for each contradiction between two lines. */
  readonly warnings: string[] = [];

  /** The number of access points. */
  get size(): number {
    return this.#apsByName.size;
  }

  /** Whether there is a record with this name, in upper or lower case. */
  has(name: string): boolean {
    return this.#apsByName.has(name.toLowerCase());
  }

  add({ name, lines, ...fields }: ApRecord): void {
    const key = name.toLowerCase();
    const merged = this.#apsByName.get(key) ?? { name, fields: {}, lines: [] };
    this.#apsByName.set(key, merged);
    merged.lines.push(...lines);
    for (const field of FIELDS) this.#setField(merged, field, fields[field]);
  }

  #setField(ap: MergedAp, field: keyof ApFields, value: string | undefined): void {
    const present = ap.fields[field];
    if (value === undefined || value === present) return;
    const fieldName = FIELD_NAMES[field];
    if (present !== undefined) {
      this.warnings.push(
        `${ap.name}: line ${ap.lines.at(-1)} gives the ${fieldName} ${value}, an earlier line ${present}. Using ${present}.`,
      );
      return;
    }
    const owner = this.#claim(field, value, ap.name);
    if (owner === ap.name) ap.fields[field] = value;
    else {
      this.warnings.push(
        `${ap.name} and ${owner} have the same ${fieldName}, ${value}. Using it for ${owner} only.`,
      );
    }
  }

  /** @returns the name of the access point that has this value: the first one that claimed it. */
  #claim(field: keyof ApFields, value: string, name: string): string {
    if (!UNIQUE_FIELDS.some((unique) => unique === field)) return name;
    const key = `${field} ${value}`;
    const owner = this.#owners.get(key) ?? name;
    this.#owners.set(key, owner);
    return owner;
  }

  /**
   * All access points, with defaults for missing fields.
   * @param controllerVersion the running version for access points without one; null when unknown
   */
  mergedAps(defaultModel: string, controllerVersion: string | null): ListedAp[] {
    const aps = [...this.#apsByName.values()];
    for (const ap of aps) {
      if (ap.fields.ethernetMac === undefined) {
        this.#setField(ap, "ethernetMac", macFromDefaultName(ap.name));
      }
    }
    return aps.map((ap) => withDefaults(ap, defaultModel, controllerVersion));
  }
}

function withDefaults(
  { name, fields, lines }: MergedAp,
  defaultModel: string,
  controllerVersion: string | null,
): ListedAp {
  const model = fields.model ?? defaultModel;
  const version = fields.running ?? controllerVersion;
  return {
    name,
    ...fields,
    model,
    ...(version !== null && { running: version }),
    backup: fields.backup ?? NO_VERSION,
    assumed: FIELDS.filter((field): field is Assumed => fields[field] === undefined),
    unknownModel: familyOfModel(model) === undefined,
    lines,
  };
}
