/** Starts predownloads one after the other and collects the result. */
import type { Answer } from "@/lib/contracts/fault";

/** How many started, and which access points were refused for which reason. */
export type PredownloadResult = { started: number; refused: { message: string; apIds: string[] }[] };

/** Requests are sequential; a refusal does not stop the others. */
export async function startPredownloads(
  apIds: readonly string[],
  start: (apId: string) => Promise<Answer<unknown>>,
): Promise<PredownloadResult> {
  const refused = new Map<string, string[]>();
  let started = 0;
  for (const apId of apIds) {
    const answer = await start(apId);
    if (answer.ok) started++;
    else refused.set(answer.fault.message, [...(refused.get(answer.fault.message) ?? []), apId]);
  }
  return { started, refused: [...refused].map(([message, ids]) => ({ message, apIds: ids })) };
}
