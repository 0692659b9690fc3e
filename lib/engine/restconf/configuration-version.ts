/** The entity tag of the configuration, and when it changed last: both follow from what is read. */
import { createHash } from "node:crypto";
import type { Facts } from "@/lib/restconf/facts";
import { type Target, writeTarget } from "@/lib/restconf/read";

const CONFIGURATION: Target = { kind: "datastore" };

export class ConfigurationVersion {
  #etag = "";
  #modifiedAt: number;

  /** @param startedAt wall milliseconds, for a configuration that nobody has changed since */
  constructor(startedAt: number) {
    this.#modifiedAt = startedAt;
  }

  /** @param now wall milliseconds */
  read(facts: Facts, now: number): { etag: string; modifiedAt: number } {
    const query = { content: "config" as const, depth: null, fields: null };
    const hash = createHash("sha256");
    for (const piece of writeTarget(CONFIGURATION, facts, query)) hash.update(piece);
    const etag = `"${hash.digest("hex").slice(0, 32)}"`;
    if (this.#etag === "") this.#modifiedAt = facts.controller.profileSavedAt ?? this.#modifiedAt;
    else if (this.#etag !== etag) this.#modifiedAt = now;
    this.#etag = etag;
    return { etag, modifiedAt: this.#modifiedAt };
  }
}
