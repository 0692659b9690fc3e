/** Formats a number of access points: `1 access point`, `2,000 access points`. */
import { counted } from "@/lib/kit/text";

export const formatApCount = (n: number): string => counted(n, "access point");
