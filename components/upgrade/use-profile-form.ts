/** The profile form's state: the saved profile until one types, then what was typed, whatever happens meanwhile. */
"use client";

import { useEffect, useState } from "react";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { Fault } from "@/lib/contracts/fault";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { type ProfileOrder, shownProfile } from "@/lib/contracts/profile";
import type { SftpServerRow } from "@/lib/contracts/servers";
import { EMPTY_DRAFT, type ProfileDraft } from "./draft-fields";
import { keepDraft, useKeptDraft } from "./draft-store";
import type { KnownPassword } from "./modes/mode-form";
import { ownPort } from "./own-port";
import { checkDraft, draftOf, inMode, isSameDraft, orderOf } from "./profile-draft";

/** @param sftp our own SFTP server, for users whose password this program made. */
export function useProfileForm(
  controller: ControllerRow | undefined,
  sftp: Pick<SftpServerRow, "state" | "address" | "port"> | undefined,
) {
  const kept = useKeptDraft();
  const [showAllErrors, setShowAllErrors] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const stored = controller?.profile ?? null;
  const suggested = controller?.suggestedProfile ?? null;
  const source = stored ?? suggested;
  const base = source ? draftOf(source) : EMPTY_DRAFT;
  const draft = kept?.draft ?? base;
  const knownPassword = passwordFor(draft, controller, sftp);
  const checked = checkDraft(draft, knownPassword !== null);
  const dirty = kept !== null && !isSameDraft(kept.draft, base);
  // What was typed has become what is saved: from here on the form follows the saved profile again.
  const settled = kept !== null && !dirty;
  useEffect(() => {
    if (settled) keepDraft(null);
  }, [settled]);

  const change = (next: ProfileDraft) => {
    setFault(undefined);
    const begunFrom = kept ? kept.begunFrom : (controller?.profileSavedAt ?? null);
    keepDraft({ draft: next, begunFrom });
  };
  return {
    draft,
    knownPassword,
    ...checked,
    showAllErrors,
    fault,
    dirty,
    /** The fields show a proposal that nobody has saved. */
    isSuggestion: stored === null && suggested !== null && !dirty,
    /** Somebody saved another profile while this one was being typed. */
    overtaken: dirty && kept.begunFrom !== (controller?.profileSavedAt ?? null),
    change: (part: Partial<ProfileDraft>) => change({ ...draft, ...part }),
    changeMode(mode: DownloadMode) {
      setShowAllErrors(false);
      change(inMode(draft, mode, [stored, suggested, controller?.suggestedSftp ?? null]));
    },
    /** It was saved, in this form; the row that says so is on its way. */
    saved(profile: ProfileOrder) {
      keepDraft({
        draft: draftOf(shownProfile(profile, true)),
        begunFrom: controller?.profileSavedAt ?? null,
      });
      setShowAllErrors(false);
    },
    discard() {
      keepDraft(null);
      setShowAllErrors(false);
      setFault(undefined);
    },
    /** The profile when every field is right; else every field says what is wrong. */
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
  sftp: Pick<SftpServerRow, "state" | "address" | "port"> | undefined,
): KnownPassword {
  if (!modeContracts[draft.mode].requiresLogin) return null;
  const stored = controller?.profile;
  if (stored && "passwordStored" in stored && stored.passwordStored) return "stored";
  const made = controller?.suggestedSftp;
  const own = ownPort(draft.imageServer, sftp);
  const isOurs = own !== undefined && (draft.servicePort.trim() || String(own)) === String(own);
  return isOurs && made?.userName === draft.userName ? "made" : null;
}
