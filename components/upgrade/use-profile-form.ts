/** The state of the profile form: it shows the saved profile until the operator types, then what was typed. */
"use client";

import { useEffect, useState } from "react";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { Fault } from "@/lib/contracts/fault";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { ownPortAt, type ServerPlace } from "@/lib/contracts/own-servers";
import { loginOf, type ProfileOrder, shownProfile } from "@/lib/contracts/profile";
import { EMPTY_DRAFT, type ProfileDraft } from "./draft-fields";
import { keepDraft, useKeptDraft } from "./draft-store";
import type { KnownPassword } from "./modes/mode-form";
import { checkDraft, draftOf, inMode, isSameDraft, orderOf } from "./profile-draft";

/** @param ownServer the place of our own SFTP server, for users whose password this program generated */
export function useProfileForm(controller: ControllerRow | undefined, ownServer: ServerPlace | null) {
  const kept = useKeptDraft();
  const [showAllErrors, setShowAllErrors] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const stored = controller?.profile ?? null;
  const suggested = controller?.suggestedProfile ?? null;
  const source = stored ?? suggested;
  const base = source ? draftOf(source) : EMPTY_DRAFT;
  const draft = kept?.draft ?? base;
  const knownPassword = passwordFor(draft, controller, ownServer);
  const checked = checkDraft(draft, knownPassword !== null);
  const dirty = kept !== null && !isSameDraft(kept.draft, base);
  // What was typed is saved now, so the form follows the saved profile again.
  const isSaved = kept !== null && !dirty;
  useEffect(() => {
    if (isSaved) keepDraft(null);
  }, [isSaved]);

  const change = (next: ProfileDraft) => {
    setFault(undefined);
    const basedOn = kept ? kept.basedOn : (controller?.profileSavedAt ?? null);
    keepDraft({ draft: next, basedOn });
  };
  return {
    draft,
    knownPassword,
    ...checked,
    showAllErrors,
    fault,
    dirty,
    /** Whether the fields show a suggestion that nobody has saved. */
    isSuggestion: stored === null && suggested !== null && !dirty,
    /** Whether somebody saved another profile while this one was being typed. */
    isOvertaken: dirty && kept.basedOn !== (controller?.profileSavedAt ?? null),
    change: (part: Partial<ProfileDraft>) => change({ ...draft, ...part }),
    changeMode(mode: DownloadMode) {
      setShowAllErrors(false);
      change(inMode(draft, mode, [stored, suggested, controller?.suggestedSftp ?? null]));
    },
    /** Called when this draft was saved, before the row that says so arrives. */
    saved(profile: ProfileOrder) {
      keepDraft({
        draft: draftOf(shownProfile(profile, true)),
        basedOn: controller?.profileSavedAt ?? null,
      });
      setShowAllErrors(false);
    },
    discard() {
      keepDraft(null);
      setShowAllErrors(false);
      setFault(undefined);
    },
    /** Returns the profile when every field is valid. Otherwise every field shows its error. */
    submit(): ProfileOrder | undefined {
      setFault(undefined);
      setShowAllErrors(checked.profile === undefined);
      return checked.profile && orderOf(checked.profile);
    },
    refused: setFault,
  };
}

function passwordFor(
  draft: ProfileDraft,
  controller: ControllerRow | undefined,
  ownServer: ServerPlace | null,
): KnownPassword {
  if (!modeContracts[draft.mode].requiresLogin) return null;
  const stored = controller?.profile;
  if (stored && loginOf(stored)?.passwordStored) return "stored";
  const own = ownPortAt(ownServer, draft.imageServer);
  const isOurs = own !== undefined && (draft.servicePort.trim() || String(own)) === String(own);
  return isOurs && controller?.suggestedSftp?.userName === draft.userName ? "made" : null;
}
