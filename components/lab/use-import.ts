/** The state of an import: the typed text, its reading, the confirmation, and the outcome. */
"use client";

import { type SubmitEvent, useState, useTransition } from "react";
import { checkWith, type FormCheck } from "@/components/forms/draft";
import { useDraft } from "@/components/forms/use-draft";
import { useCommand } from "@/lib/client/commands";
import type { Answer } from "@/lib/contracts/fault";
import { type ListingInput, listingInputSchema } from "@/lib/contracts/lab-listing";
import { hostsOf, type Imported } from "./import-words";
import { useListing } from "./use-listing";

const EMPTY = { text: "", defaultModel: "C9120AXI-E" };
const checkListing = (values: typeof EMPTY): FormCheck<ListingInput> => checkWith(listingInputSchema, values);

/** @param reachable whether commands can be run now */
export function useImport(reachable: boolean) {
  const run = useCommand();
  const form = useDraft({ base: EMPTY, check: checkListing });
  const [into, setInto] = useState<Imported["into"]>("replace");
  const [host, setHost] = useState("");
  const [asking, setAsking] = useState(false);
  const [imported, setImported] = useState<Imported>();
  const [busy, start] = useTransition();
  const listing = useListing(form.input ?? null, reachable);
  const aps = listing.reading?.aps ?? [];
  const choice = hostChoice(hostsOf(aps), host);
  const ready =
    reachable && !listing.pending && aps.length > 0 && (into === "add" || choice.errors.length === 0);

  const importFleet = async (): Promise<Answer<unknown>> => {
    const chosenHost = into === "replace" ? choice.chosen : null;
    const answer = await run("lab.import", { ...form.values, into, host: chosenHost });
    if (!answer.ok) return answer;
    setImported({ into, added: answer.value.added });
    form.change({ text: "" });
    setHost("");
    return answer;
  };
  return {
    values: form.values,
    /** Empty until the user types a text. */
    errorsOf: (name: keyof ListingInput) => (form.values.text === "" ? undefined : form.errors[name]),
    hasText: form.input !== undefined,
    listing,
    aps,
    into,
    host: { typed: host, ...choice },
    ready,
    busy,
    fault: form.fault,
    imported,
    asking,
    setAsking,
    setInto,
    setHost,
    importFleet,
    change(part: Partial<ListingInput>) {
      setImported(undefined);
      form.change(part);
    },
    /** Replacing the fleet asks for confirmation; adding to it does not. */
    submit(event: SubmitEvent<HTMLFormElement>) {
      event.preventDefault();
      if (!ready) return;
      if (into === "replace") return setAsking(true);
      start(async () => {
        const answer = await importFleet();
        if (!answer.ok) form.refuse(answer.fault);
      });
    },
  };
}

export type Import = ReturnType<typeof useImport>;

/** The host that the typed name means; null when the field is empty or names none of the hosts. */
function hostChoice(hosts: readonly string[], typed: string) {
  const wanted = typed.trim().toLowerCase();
  const chosen = hosts.find((name) => name.toLowerCase() === wanted) ?? null;
  const isUnknown = wanted !== "" && chosen === null;
  return {
    hosts,
    chosen,
    errors: isUnknown ? ["No access point with this name can host the controller."] : [],
  };
}
