/**
 * The install operations that were ordered over RESTCONF: when each began and ended, and through which states it went. They
 * are stored, so that a client that asks after a restart or a reload finds its operation.
 */
import { z } from "zod";
import { faultText } from "@/lib/contracts/fault";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import {
  type InstallOperation,
  installOperationSchema,
  type OperationType,
} from "@/lib/restconf/install-operation";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";

const DOCUMENT = "restconf";
const MOST_OPERATIONS = 50;
const MOST_STEPS = 100;
const documentSchema = z.object({ operations: z.array(installOperationSchema) });

export type OperationLedgerPorts = {
  documents: Pick<DocumentStore, "get" | "put">;
  /** Simulated milliseconds. */
  now(): number;
  onFault(cause: unknown): void;
};

/** What an operation waits for: nothing, the end of the upgrade that it started, or the controller's return. */
type Waiting = { upgradeId: string } | "controller" | null;

export class OperationLedger {
  readonly #ports: OperationLedgerPorts;
  #operations: InstallOperation[];

  private constructor(ports: OperationLedgerPorts, operations: InstallOperation[]) {
    this.#ports = ports;
    this.#operations = operations;
  }

  static async open(ports: OperationLedgerPorts): Promise<OperationLedger> {
    const stored = await readDocument(ports.documents, DOCUMENT, "RESTCONF operations", documentSchema);
    return new OperationLedger(ports, stored?.operations ?? []);
  }

  get operations(): readonly InstallOperation[] {
    return this.#operations;
  }

  has(uuid: string): boolean {
    return this.#operations.some((operation) => operation.uuid === uuid);
  }

  /** An order was accepted. Resolves when it is stored. */
  async add(type: OperationType, uuid: string, by: string, waiting: Waiting): Promise<void> {
    const now = this.#ports.now();
    const isDone = waiting === null;
    const operation: InstallOperation = {
      uuid,
      type,
      by,
      startedAt: now,
      endedAt: isDone ? now : null,
      status: isDone ? "done" : "running",
      reason: "",
      upgradeId: waiting !== null && waiting !== "controller" ? waiting.upgradeId : null,
      steps: [{ at: now, name: type, status: isDone ? "done" : "running" }],
    };
    this.#operations = [...this.#operations, operation].slice(-MOST_OPERATIONS);
    await this.#store();
  }

  /** The upgrade or the controller has changed. */
  follow(upgrade: UpgradeRow | undefined, isControllerUp: boolean): void {
    let hasChanged = false;
    this.#operations = this.#operations.map((operation) => {
      if (operation.status !== "running") return operation;
      const next =
        operation.upgradeId === null
          ? isControllerUp
            ? this.#end(operation, "done", "")
            : operation
          : this.#followUpgrade(operation, upgrade);
      hasChanged ||= next !== operation;
      return next;
    });
    if (hasChanged) void this.#store();
  }

  #followUpgrade(operation: InstallOperation, upgrade: UpgradeRow | undefined): InstallOperation {
    if (upgrade?.id !== operation.upgradeId)
      return this.#end(operation, "failed", "replaced by another operation");
    if (upgrade.canActivate || upgrade.state === "activated") return this.#end(operation, "done", "");
    if (!upgrade.running)
      return this.#end(operation, "failed", upgrade.fault ? faultText(upgrade.fault) : upgrade.status);
    if (operation.steps.at(-1)?.name === upgrade.state || operation.steps.length >= MOST_STEPS)
      return operation;
    const step = { at: this.#ports.now(), name: upgrade.state, status: "running" as const };
    return { ...operation, steps: [...finished(operation, "done"), step] };
  }

  #end(operation: InstallOperation, status: "done" | "failed", reason: string): InstallOperation {
    const endedAt = Math.max(this.#ports.now(), operation.startedAt);
    return { ...operation, status, reason, endedAt, steps: finished(operation, status) };
  }

  async #store(): Promise<void> {
    try {
      await this.#ports.documents.put(DOCUMENT, { operations: this.#operations });
    } catch (cause) {
      this.#ports.onFault(cause);
    }
  }
}

const finished = ({ steps }: InstallOperation, status: "done" | "failed"): InstallOperation["steps"] =>
  steps.map((step) => (step.status === "running" ? { ...step, status } : step));
