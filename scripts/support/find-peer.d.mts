/** Types of find-peer.mjs, for tests and benches in TypeScript. */
export type FoundPeer = { path: string } | { path: undefined; reason: string };
export function findPeer(name: string, folders?: readonly string[]): FoundPeer;
