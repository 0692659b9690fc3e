/** Sightings of the same access point become one, by its name; what contradicts another is named and left out. */
import { familyOfModel } from "@/lib/contracts/families";
import type { Assumed, ListedAp } from "@/lib/contracts/lab-listing";
import { NO_VERSION } from "@/lib/contracts/versions";
import { macOfName } from "./facts";
import type { ApFacts, Sighting } from "./sighting";

type Merged = { name: string; facts: ApFacts; lines: number[] };

const WORDS: Record<keyof ApFacts, string> = {
  model: "model",
  ip: "address",
  radioMac: "radio MAC",
  ethernetMac: "Ethernet MAC",
  running: "running version",
  backup: "backup version",
};
const FACTS = Object.keys(WORDS) as (keyof ApFacts)[];
/** No two access points have the same of these. */
const UNIQUE = ["ip", "radioMac", "ethernetMac"] as const;

export class Fleet {
  readonly #byName = new Map<string, Merged>();
  /** Fact and value -> whose it is. */
  readonly #owners = new Map<string, string>();
  readonly warnings: string[] = [];

  get size(): number {
    return this.#byName.size;
  }

  has(name: string): boolean {
    return this.#byName.has(name.toLowerCase());
  }

  add({ name, lines, ...facts }: Sighting): void {
    const key = name.toLowerCase();
    const merged = this.#byName.get(key) ?? { name, facts: {}, lines: [] };
    this.#byName.set(key, merged);
    merged.lines.push(...lines);
    for (const fact of FACTS) this.#learn(merged, fact, facts[fact]);
  }

  #learn(ap: Merged, fact: keyof ApFacts, value: string | undefined): void {
    const known = ap.facts[fact];
    if (value === undefined || value === known) return;
    if (known !== undefined) {
      this.warnings.push(
        `${ap.name}: its ${WORDS[fact]} is ${known} and, in line ${ap.lines.at(-1)}, ${value}. The first is taken.`,
      );
      return;
    }
    const owner = this.#ownerOf(fact, value, ap.name);
    if (owner === ap.name) ap.facts[fact] = value;
    else
      this.warnings.push(
        `${ap.name} and ${owner} have the same ${WORDS[fact]}, ${value}: ${owner} keeps it.`,
      );
  }

  #ownerOf(fact: keyof ApFacts, value: string, name: string): string {
    if (!UNIQUE.some((unique) => unique === fact)) return name;
    const key = `${fact} ${value}`;
    const owner = this.#owners.get(key) ?? name;
    this.#owners.set(key, owner);
    return owner;
  }

  /** @param running The controller's version, where known: whose own nobody says runs that. */
  listed(defaultModel: string, running: string | null): ListedAp[] {
    for (const ap of this.#byName.values())
      if (ap.facts.ethernetMac === undefined) this.#learn(ap, "ethernetMac", macOfName(ap.name));
    return [...this.#byName.values()].map((ap) => listedAp(ap, defaultModel, running));
  }
}

function listedAp({ name, facts, lines }: Merged, defaultModel: string, running: string | null): ListedAp {
  const model = facts.model ?? defaultModel;
  const version = facts.running ?? running;
  return {
    name,
    ...facts,
    model,
    ...(version !== null && { running: version }),
    backup: facts.backup ?? NO_VERSION,
    assumed: FACTS.filter((fact): fact is Assumed => facts[fact] === undefined),
    unknownModel: familyOfModel(model) === undefined,
    lines,
  };
}
