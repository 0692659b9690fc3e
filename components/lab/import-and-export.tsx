/** Lab > Import and export: the fleet from a pasted listing, and the lab as a file. */
"use client";

import { ForAdmins } from "@/lib/client/visitor";
import type { ControllerRow } from "@/lib/contracts/controller";
import { ImportPanel } from "./import-panel";
import { LabFilePanel } from "./lab-file-panel";

type Props = { controller: ControllerRow; reachable: boolean };

export const ImportAndExport = (props: Props) => (
  <>
    <ForAdmins>
      <ImportPanel {...props} />
    </ForAdmins>
    <LabFilePanel {...props} />
  </>
);
