/** The profile form's state: the saved profile until one types, then what was typed, whatever happens meanwhile. */
"use client";

import { useEffect, useState } from "react";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { Fault } from "@/lib/contracts/fault";
import { type ProfileOrder, shownProfile } from "@/lib/contracts/profile";
import { keepDraft, useKeptDraft } from "./draft-store";
import { checkDraft, draftOf, EMPTY_DRAFT, type ProfileDraft, sameDraft } from "./profile-draft";

export function useProfileForm(controller: ControllerRow | undefined) {
  const kept = useKeptDraft();
  const [insist, setInsist] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const stored = controller?.profile ?? null;
  const suggested = controller?.suggestedProfile ?? null;
  const source = stored ?? suggested;
  const base = source ? draftOf(source) : EMPTY_DRAFT;
  const draft = kept?.draft ?? base;
  const checked = checkDraft(draft);
  const dirty = kept !== null && !sameDraft(kept.draft, base);
  // What was typed has become what is saved: from here on the form follows the saved profile again.
  const settled = kept !== null && !dirty;
  useEffect(() => {
    if (settled) keepDraft(null);
  }, [settled]);

  return {
    draft,
    ...checked,
    insist,
    fault,
    dirty,
    /** The fields show a proposal that nobody has saved. */
    isSuggestion: stored === null && suggested !== null && !dirty,
    /** Somebody saved another profile while this one was being typed. */
    overtaken: dirty && kept.begunFrom !== (controller?.profileSavedAt ?? null),
    change(part: Partial<ProfileDraft>) {
      setFault(undefined);
      const begunFrom = kept ? kept.begunFrom : (controller?.profileSavedAt ?? null);
      keepDraft({ draft: { ...draft, ...part }, begunFrom });
    },
    /** It was saved, in this form; the row that says so is on its way. */
    saved(profile: ProfileOrder) {
      keepDraft({
        draft: draftOf(shownProfile(profile, true)),
        begunFrom: controller?.profileSavedAt ?? null,
      });
      setInsist(false);
    },
    discard() {
      keepDraft(null);
      setInsist(false);
      setFault(undefined);
    },
    /** The profile when every field is right; else every field says what is wrong. */
    submit(): ProfileOrder | undefined {
      setFault(undefined);
      setInsist(checked.profile === undefined);
      return checked.profile;
    },
    refused: setFault,
  };
}
