/** The state of an import: what is typed, what was understood of it, what was ordered and became of it. */
"use client";

import { type SubmitEvent, useState, useTransition } from "react";
import { call } from "@/lib/client/call";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { type ListingInput, listingInputSchema } from "@/lib/contracts/lab-listing";
import type { ImportActions } from "./import-actions";
import { hostsOf, type Made } from "./import-words";
import { useListing } from "./use-listing";

export type Into = Made["into"];
const EMPTY: ListingInput = { text: "", defaultModel: "C9120AXI-E" };

export function useImport(reachable: boolean, actions: ImportActions) {
  const [draft, setDraft] = useState(EMPTY);
  const [into, setInto] = useState<Into>("replace");
  const [host, setHost] = useState("");
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [made, setMade] = useState<Made>();
  const [busy, start] = useTransition();
  const checked = listingInputSchema.safeParse(draft);
  const listing = useListing(checked.data ?? null, reachable, actions.readListing);
  const aps = listing.reading?.aps ?? [];
  const choice = hostChoice(hostsOf(aps), host);
  const ready =
    reachable && !listing.pending && aps.length > 0 && (into === "add" || choice.errors.length === 0);

  const order = async (): Promise<Answer<unknown>> => {
    const answer = await call(() =>
      actions.importListing({ ...draft, into, host: into === "replace" ? choice.chosen : null }),
    );
    if (!answer.ok) return answer;
    setMade({ into, added: answer.value.added });
    setDraft({ ...draft, text: "" });
    setHost("");
    return answer;
  };
  return {
    draft,
    /** Beside the fields; nothing before something is typed. */
    errors: errorsOf(draft, checked.error?.issues ?? []),
    hasText: checked.success,
    listing,
    aps,
    into,
    host: { typed: host, ...choice },
    ready,
    busy,
    fault,
    made,
    asking,
    setAsking,
    setInto,
    setHost,
    order,
    change(part: Partial<ListingInput>) {
      setFault(undefined);
      setMade(undefined);
      setDraft((before) => ({ ...before, ...part }));
    },
    /** A fleet that goes is asked about first; one that grows is not. */
    submit(event: SubmitEvent<HTMLFormElement>) {
      event.preventDefault();
      if (!ready) return;
      setFault(undefined);
      if (into === "replace") return setAsking(true);
      start(async () => {
        const answer = await order();
        if (!answer.ok) setFault(answer.fault);
      });
    },
  };
}

export type Import = ReturnType<typeof useImport>;

function hostChoice(hosts: readonly string[], typed: string) {
  const wanted = typed.trim().toLowerCase();
  const chosen = hosts.find((name) => name.toLowerCase() === wanted) ?? null;
  const isNone = wanted !== "" && chosen === null;
  return {
    hosts,
    chosen,
    errors: isNone ? ["None of these access points that can host it has this name."] : [],
  };
}

function errorsOf(draft: ListingInput, issues: readonly { path: PropertyKey[]; message: string }[]) {
  const of = (field: keyof ListingInput) =>
    draft.text === "" ? [] : issues.filter(({ path }) => path[0] === field).map(({ message }) => message);
  return { text: of("text"), defaultModel: of("defaultModel") };
}
