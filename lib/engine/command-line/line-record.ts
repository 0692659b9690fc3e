/** What one line of a session changed and why it was refused, until the session asks for its audit entry. */
import { z } from "zod";
import { managementSettingsSchema } from "@/lib/cli/management-settings";
import type { CliPorts } from "@/lib/cli/ports";
import type { Actor } from "@/lib/contracts/actor";
import { AUDIT_DONE, type AuditChange } from "@/lib/contracts/audit";
import { auditChanges } from "@/lib/contracts/audit-view";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { profileSchema } from "@/lib/contracts/profile";
import type { AuditTrail } from "../audit/audit-trail";

/** What lines change that are no commands of the registry. */
const configurationSchema = z.object({
  name: z.string(),
  profile: profileSchema.nullable(),
  management: managementSettingsSchema,
});

const actions = { exec: "Command line", config: "Configuration line", restconf: "RESTCONF request" } as const;

/** A session runs one line at a time, so everything that is noted between two entries belongs to one line. */
export class LineRecord {
  readonly #trail: Pick<AuditTrail, "record">;
  readonly #actor: Actor;
  readonly #configuration: () => unknown;
  #changes: AuditChange[] = [];
  #fault: Fault | null = null;

  /** @param configuration the present name, profile and management settings of the controller */
  constructor(trail: Pick<AuditTrail, "record">, actor: Actor, configuration: () => unknown) {
    this.#trail = trail;
    this.#actor = actor;
    this.#configuration = configuration;
  }

  /** Runs a command of the registry, which notes its own changes. */
  async asked<A>(
    run: (noteChanges: (changes: AuditChange[]) => void) => Promise<Answer<A>>,
  ): Promise<Answer<A>> {
    return this.#noteFault(await run((changes) => void this.#changes.push(...changes)));
  }

  /** Runs an order, and compares the configuration before and after. */
  async ordered<A>(run: () => Promise<Answer<A>>): Promise<Answer<A>> {
    const before = structuredClone(this.#configuration());
    const answer = await run();
    this.#changes.push(...auditChanges(configurationSchema, before, this.#configuration()));
    return this.#noteFault(answer);
  }

  /** Writes the entry of the line, in the background: the next line need not wait for the disk. */
  write({ action, mode, outcome }: Parameters<CliPorts["audit"]>[0]): void {
    const code = this.#fault?.code ?? "conflict";
    void this.#trail.record({
      actor: this.#actor,
      action: actions[mode],
      detail: JSON.stringify({ line: action }),
      changes: this.#changes,
      fault: outcome === AUDIT_DONE ? null : { code, message: outcome },
    });
    this.#changes = [];
    this.#fault = null;
  }

  #noteFault<A>(answer: Answer<A>): Answer<A> {
    if (!answer.ok) this.#fault = answer.fault;
    return answer;
  }
}
