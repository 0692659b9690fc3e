/** Whether models and regulatory domains agree. */
import { type Check, notChecked, pass, warning } from "../check";
import { listed, namesOf } from "../fleet-questions";

/** `-E` of `C9120AXI-E` and `AIR-AP1815I-E-K9`; null for models of all domains, such as those that end in `-ROW`. */
const suffixOf = (model: string): string | null =>
  /-([A-Z])(?:-K9)?$/i.exec(model)?.[1]?.toUpperCase() ?? null;

export const regulatoryDomains: Check = {
  id: "regulatory-domains",
  title: "Models match their regulatory domains",
  severity: "medium",
  why: "If the regulatory domain of an access point does not match its country, its radios stay off after the reload.",
  needs: [],
  judge: ({ fleet }) => {
    const told = fleet.aps.flatMap((ap) => {
      const suffix = ap.model === null ? null : suffixOf(ap.model);
      const domain = ap.regulatoryDomain?.replace(/^-/, "").toUpperCase() ?? null;
      return suffix === null ? [] : [{ ap, suffix, domain }];
    });
    if (told.length === 0) return notChecked("No model number shows a regulatory domain.");
    const wrong = told.filter(({ suffix, domain }) => domain !== null && domain !== suffix);
    if (wrong.length > 0)
      return warning(
        `The model and the regulatory domain do not match: ${listed(namesOf(wrong.map(({ ap }) => ap)))}.`,
        {
          affected: namesOf(wrong.map(({ ap }) => ap)),
          evidence: wrong
            .slice(0, 10)
            .map(({ ap, domain }) => ({ asked: `${ap.name}, ${ap.model}`, answer: `domain -${domain}` })),
          fix: {
            text: "Check the country configured on these access points and on the controller.",
            commands: ["show ap country"],
          },
        },
      );
    const suffixes = [...new Set(told.map(({ suffix }) => suffix))];
    if (suffixes.length > 1)
      return warning(
        `The fleet mixes regulatory domains: ${suffixes.map((suffix) => `-${suffix}`).join(", ")}.`,
        {
          evidence: suffixes.map((suffix) => ({
            asked: `Models that end in -${suffix}`,
            answer: String(told.filter((one) => one.suffix === suffix).length),
          })),
          fix: {
            text: "Check that the controller is configured with the countries of all of them.",
            commands: ["show wireless country configured"],
          },
        },
      );
    return pass(`All models that show a regulatory domain are for -${suffixes[0]}.`);
  },
};
