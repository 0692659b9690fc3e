/** Which access points are at risk, and why: what other checks found, by access point. */
import { counted } from "@/lib/kit/text";
import { type Check, notChecked, pass, warning } from "../check";
import { listed, namesOf, probedImages } from "../fleet-questions";

export const apsAtRisk: Check = {
  id: "aps-at-risk",
  title: "No access point is at risk",
  severity: "high",
  why: "These access points need attention during the maintenance window.",
  needs: ["images"],
  judge: (facts) => {
    const { aps } = facts.fleet;
    if (aps.length === 0) return notChecked("The fleet is not known.");
    const images = new Map((probedImages(facts) ?? []).map((image) => [image.name as string | null, image]));
    const risks = aps.flatMap((ap) => {
      const image = images.get(ap.family);
      const why = [
        ...(ap.model !== null && ap.family === null ? ["its model is unknown"] : []),
        ...(ap.isJoined === false ? ["it is not joined"] : []),
        ...(image !== undefined && (image.fault !== null || image.isWhole === false)
          ? [`its image ${image.name} cannot be used`]
          : []),
        ...((ap.retryCount ?? 0) > 0 || /failed/i.test(ap.predownloadStatus ?? "")
          ? ["an earlier predownload failed"]
          : []),
      ];
      return why.length === 0 ? [] : [{ ap, why }];
    });
    if (risks.length === 0) return pass("None of the access points has a known problem.");
    const names = namesOf(risks.map(({ ap }) => ap));
    return warning(
      `${counted(risks.length, "access point is", "access points are")} at risk: ${listed(names)}.`,
      {
        affected: names,
        evidence: risks.slice(0, 20).map(({ ap, why }) => ({ asked: ap.name, answer: why.join(", ") })),
        fix: {
          text: "Fix the causes that the other checks list, or plan for these access points individually.",
        },
      },
    );
  },
};
