/** Readiness reports on disk: one document each, and one that lists them, newest first. */
import { z } from "zod";
import { FaultError, fault } from "@/lib/contracts/fault";
import {
  MAX_READINESS_REPORTS,
  type ReadinessReport,
  type ReadinessRow,
  readinessReportSchema,
  readinessRowSchema,
} from "@/lib/contracts/readiness/report";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";

const INDEX = "readiness";
const documentOf = (id: string): string => `readiness ${id}`;

export class ReportStore {
  readonly #documents: DocumentStore;
  #rows: ReadinessRow[] = [];

  private constructor(documents: DocumentStore, rows: ReadinessRow[]) {
    this.#documents = documents;
    this.#rows = rows;
  }

  /** @throws FaultError `store-unusable` when the stored list cannot be read */
  static async open(documents: DocumentStore): Promise<ReportStore> {
    const rows = await readDocument(documents, INDEX, "readiness reports", z.array(readinessRowSchema));
    return new ReportStore(documents, rows ?? []);
  }

  list({ before, limit }: { before: string | null; limit: number }): { rows: ReadinessRow[]; more: boolean } {
    const from = before === null ? 0 : this.#rows.findIndex(({ id }) => id === before) + 1;
    if (before !== null && from === 0) return { rows: [], more: false };
    return { rows: this.#rows.slice(from, from + limit), more: this.#rows.length > from + limit };
  }

  /** @throws FaultError `not-found` */
  async read(id: string): Promise<ReadinessReport> {
    const isListed = this.#rows.some((row) => row.id === id);
    const report = isListed
      ? await readDocument(this.#documents, documentOf(id), "readiness report", readinessReportSchema)
      : undefined;
    if (report === undefined)
      throw new FaultError(
        fault(
          "not-found",
          "This readiness report does not exist.",
          "It may have been removed: only the last 100 reports are kept.",
        ),
      );
    return report;
  }

  /** The report first: a list never names one that is not there. */
  async add(report: ReadinessReport): Promise<void> {
    await this.#documents.keep(documentOf(report.id), report);
    const rows = [readinessRowSchema.parse(report), ...this.#rows];
    const dropped = rows.splice(MAX_READINESS_REPORTS);
    await this.#documents.keep(INDEX, rows);
    this.#rows = rows;
    for (const { id } of dropped) await this.#documents.keep(documentOf(id), undefined);
  }
}
