/** To which of the selected access points each action applies now, by the rule with which the engine refuses. */
"use client";

import { useMemo } from "react";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { type ApAction, type Applicability, applicability, factsOfRow } from "@/lib/contracts/ap-actions";
import { grouped } from "@/lib/kit/number-text";

/** Some component of the page follows topic `aps`. Ids without a row are left out. */
export function useApplicability(apIds: readonly string[]): (action: ApAction) => Applicability {
  const rows = useRows("aps");
  const controller = useOnlyRow("controller");
  const upgrade = useOnlyRow("upgrade");
  const upgradeBy = upgrade?.running ? (upgrade.startedBy ?? "Somebody") : null;
  const isControllerUp = controller?.state !== "reloading";
  const hasProfile = controller?.profile !== null;
  const wanted = apIds.join();
  return useMemo(() => {
    const ids = new Set(wanted.split(","));
    const aps = rows.filter(({ id }) => ids.has(id)).map((row) => ({ id: row.id, facts: factsOfRow(row) }));
    return (action) => applicability(action, aps, { isControllerUp, upgradeBy, hasProfile });
  }, [rows, wanted, isControllerUp, upgradeBy, hasProfile]);
}

/** `Applies to 4 of 5: 1 hosts the controller.` Empty when it applies to all. */
export const appliesText = ({ apIds, except }: Applicability, total: number): string =>
  except === "" ? "" : `Applies to ${grouped(apIds.length)} of ${grouped(total)}: ${except}.`;
