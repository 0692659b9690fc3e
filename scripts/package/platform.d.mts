/** Types of platform.mjs, for its test. */
export type Platform = { platform: string; arch: string; libc: string; nodeMajor: number };
export function thisPlatform(): Platform;
export function platformName(platform: Platform): string;
export function platformFault(wanted: Platform, here: Platform): string | undefined;
