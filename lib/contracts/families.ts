/** Image families, the AP models that need each of them, and the models that can host the controller. */
import { z } from "zod";

export const imageFamilies = [
  "ap1g4",
  "ap1g5",
  "ap3g3",
  "ap1g6",
  "ap1g6a",
  "ap1g6b",
  "ap1g7",
  "ap1g8",
] as const;
export const imageFamilySchema = z.enum(imageFamilies);
export type ImageFamily = z.infer<typeof imageFamilySchema>;

/** File name of the controller image in a bundle. */
export const CONTROLLER_IMAGE = "C9800-AP-iosxe-wlc.bin";

const seriesByFamily: Record<ImageFamily, readonly string[]> = {
  ap1g4: ["1810", "1830", "1850"],
  ap1g5: ["1540", "1800", "1815", "1840"],
  ap3g3: ["1560", "2800", "3800", "4800", "6300"],
  ap1g6: ["9117"],
  ap1g6a: ["9124", "9130"],
  ap1g6b: ["9136", "9162", "9164", "9166"],
  ap1g7: ["9115", "9120"],
  ap1g8: ["9105"],
};

/** The model series of a family: `ap1g6a` -> `["9124", "9130"]`. */
export const familyModels = (family: ImageFamily): readonly string[] => seriesByFamily[family];

/**
 * The family of a model as `show` commands print it (`C9120AXI-E`, `AIR-AP1815I-A-K9`, `ESW-6300-CON-E-K9`); undefined
 * for an unknown model. Only the series number counts, not the letters after it or the regulatory domain.
 */
export function familyOfModel(model: string): ImageFamily | undefined {
  const digits = /(?:^|[^0-9])(\d{4})(?![0-9])/.exec(model.toUpperCase())?.[1];
  if (digits === undefined) return undefined;
  for (const family of imageFamilies) {
    if (seriesByFamily[family].includes(digits)) return family;
  }
  // The last digits of a Wave 2 model are its variant (1815, 1832, 2802): its series is the number rounded down.
  const series = `${digits.slice(0, 3)}0`;
  const wave2 = imageFamilies.find((f) => seriesByFamily[f].includes(series));
  if (wave2 !== undefined && !digits.startsWith("9")) return wave2;
  const hundred = `${digits.slice(0, 2)}00`;
  return digits.startsWith("9") ? undefined : imageFamilies.find((f) => seriesByFamily[f].includes(hundred));
}

/** Whether the model can host the controller. 9105AXW, 9136, 916x and Wave 2 models cannot. */
export function isControllerCapable(model: string): boolean {
  const upper = model.toUpperCase();
  if (/9105AXW/.test(upper)) return false;
  return /(9105|9115|9117|9120|9124|9130)/.test(upper);
}

/** The most access points that a real EWC manages. A lab may have more; the page then says so. */
export const EWC_MAX_APS = 100;
