/** The engine's reading of the typed listing, requested shortly after the last keystroke. */
"use client";

import { useEffect, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import type { Answer, Fault } from "@/lib/contracts/fault";
import type { ListingInput, ListingReading } from "@/lib/contracts/lab-listing";

const PAUSE_MS = 300;

/** The state of the reading. */
export type Listing = {
  /** The result for this text; while `pending`, the result for the previous text. */
  reading: ListingReading | null;
  pending: boolean;
  fault: Fault | null;
};

type Read = { input: ListingInput; answer: Answer<ListingReading> };
const NOTHING: Listing = { reading: null, pending: false, fault: null };

/** @param input null while there is nothing to read */
export function useListing(input: ListingInput | null, reachable: boolean): Listing {
  const run = useCommand();
  const [read, setRead] = useState<Read | null>(null);
  const { text, defaultModel } = input ?? { text: "", defaultModel: "" };
  useEffect(() => {
    if (text === "" || !reachable) return;
    let wanted = true;
    const ask = async () => {
      const answer = await run("lab.read-listing", { text, defaultModel });
      if (wanted) setRead({ input: { text, defaultModel }, answer });
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text, defaultModel, reachable, run]);
  if (input === null) return NOTHING;
  const pending = read?.input.text !== text || read.input.defaultModel !== defaultModel;
  return {
    reading: read?.answer.ok ? read.answer.value : null,
    pending,
    fault: read === null || read.answer.ok || pending ? null : read.answer.fault,
  };
}
