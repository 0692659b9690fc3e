/** The one transfer that an access point can have under way: its join-time download or one of the record's two images. */

import type { TransferStep } from "@/lib/contracts/predownload";
import { type ImageKind, type ImageProgress, setStep, transferStepOf } from "@/lib/contracts/predownload";
import type { ApState, Purpose } from "./ap-state";

export type Transfer = {
  purpose: Purpose;
  step: TransferStep;
  /** As read from the image that arrived; meaningful in step `verifying`. */
  version: string | null;
};

/** Null when nothing is being transferred to this access point. */
export function transferOf({ join, predownload }: ApState): Transfer | null {
  if (join !== null) return { purpose: "join", step: join.step, version: join.version };
  const { apImage, controllerImage } = predownload;
  const apStep = transferStepOf(apImage);
  if (apStep !== null) return { purpose: "predownload", step: apStep, version: apImage.version };
  const controllerStep = transferStepOf(controllerImage);
  if (controllerStep === null) return null;
  return { purpose: "controller", step: controllerStep, version: controllerImage.version };
}

/** Which progress a transfer moves; a join-time download brings the access point's own image. */
export const kindOf = (purpose: Purpose): ImageKind =>
  purpose === "controller" ? "controllerImage" : "apImage";

/** Field by field: of thousands of records all keep one hidden class of V8. */
export const withProgress = (state: ApState, kind: ImageKind, progress: ImageProgress): ApState => ({
  ...state,
  predownload:
    kind === "apImage"
      ? { apImage: progress, controllerImage: state.predownload.controllerImage }
      : { apImage: state.predownload.apImage, controllerImage: progress },
});

export function withStep(state: ApState, purpose: Purpose, step: TransferStep): ApState {
  if (purpose === "join") return state.join === null ? state : { ...state, join: { ...state.join, step } };
  const kind = kindOf(purpose);
  return withProgress(state, kind, setStep(state.predownload[kind], step));
}
