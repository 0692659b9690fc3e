/** What a readiness check is: a subject, why it matters, and a pure function from facts to a judgment. */
import type { Cure } from "@/lib/contracts/cure";
import type { CheckId } from "@/lib/contracts/readiness/check-ids";
import type { CheckResult, Severity, Verdict } from "@/lib/contracts/readiness/check-result";
import type { ReadinessFacts } from "@/lib/contracts/readiness/facts";
import type { Evidence, Observed } from "@/lib/contracts/readiness/observed";
import type { ProbedProtocol, ServerFacts } from "@/lib/contracts/readiness/server-facts";

/** What to do about a finding. */
export type Fix = { text: string; commands?: readonly string[]; cure?: Cure };

/** What a check found. `affected`: names of access points or files that the finding is about. */
export type Judgment = {
  verdict: Verdict;
  finding: string;
  evidence?: readonly Evidence[];
  affected?: readonly string[];
  fix?: Fix;
};
/** Everything of a judgment but its verdict and finding. */
type Details = Omit<Judgment, "verdict" | "finding">;

/** A part of the probe whose facts a check judges; to repeat the check, these are gathered again. */
export type ProbePart = "reach" | "images" | "concurrency";

export type Check = {
  id: CheckId;
  /** What is true when it passes: `The server answers`. */
  title: string;
  severity: Severity;
  /** Why it matters, as a sentence. */
  why: string;
  reference?: CheckResult["reference"];
  /** Empty for a check that judges no fact of the server. */
  needs: readonly ProbePart[];
  judge(facts: ReadinessFacts): Judgment;
};

const saying =
  (verdict: Verdict) =>
  (finding: string, details: Details = {}): Judgment => ({ verdict, finding, ...details });

export const pass = saying("pass");
export const warning = saying("warning");
/** The upgrade will fail. */
export const fails = saying("fails");
/** Clients lose service. */
export const outage = saying("outage");
export const manual = saying("manual");
export const notApplicable = saying("not-applicable");
export const notChecked = saying("not-checked");

/** Judges a fact, or says why it is not known. */
export const whenKnown = <T>(fact: Observed<T>, judge: (value: T) => Judgment): Judgment =>
  fact.known ? judge(fact.value) : notChecked(fact.reason);

/** Judges what was found out about the server; does not apply to a server of another protocol. */
export const onServer = (
  facts: ReadinessFacts,
  judge: (server: ServerFacts) => Judgment,
  protocol?: ProbedProtocol,
): Judgment =>
  whenKnown(facts.server, (server) =>
    protocol === undefined || server.target.protocol === protocol
      ? judge(server)
      : notApplicable(`This matters for ${protocol.toUpperCase()} servers only.`),
  );
