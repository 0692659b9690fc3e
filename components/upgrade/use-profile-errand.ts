/** Does what a link to this page asked of the profile: puts a folder into the form and checks it, or goes to a field. */
"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { type ControllerRow, suggestedProfile } from "@/lib/contracts/controller";
import { type ProfileOrder, placeOfProfile } from "@/lib/contracts/profile";
import type { ProfileDraft } from "./draft-fields";
import { clearErrand } from "./errand";

type ProfileForm = {
  values: ProfileDraft;
  change(part: Partial<ProfileDraft>): void;
  attempt(again: () => void): ProfileOrder | undefined;
};

/** @param onChecked shows the preview of the profile; null while no upgrade can be started */
export function useProfileErrand(
  form: ProfileForm,
  controller: Pick<ControllerRow, "suggestions">,
  onChecked: ((profile: ProfileOrder | undefined) => void) | null,
): void {
  const params = useSearchParams();
  const path = params.get("use");
  const onOwnServer = params.get("on") === "own-server";
  const focus = params.get("focus");
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    if (path !== null) {
      const suggestion = onOwnServer ? suggestedProfile(controller) : null;
      const own = suggestion && placeOfProfile(suggestion);
      form.change({
        imagePath: path,
        ...(own !== null && { mode: own.mode, imageServer: own.imageServer, servicePort: "" }),
      });
      setIsDue(true);
    }
    if (focus === "password") document.querySelector<HTMLInputElement>("input[name=password]")?.focus();
    if (path !== null || focus !== null) clearErrand();
  }, [path, focus]);
  // The form has what was put into it only at the next render.
  useEffect(() => {
    if (!isDue) return;
    setIsDue(false);
    const check = () => onChecked?.(form.attempt(check));
    check();
  }, [isDue]);
}
