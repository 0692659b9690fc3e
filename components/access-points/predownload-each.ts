/** One predownload after the other, and what came of them: how many began, and which were refused for which reason. */
import type { Answer } from "@/lib/contracts/fault";

export type EachOutcome = { started: number; refused: { message: string; apIds: string[] }[] };

/** Each reason is told once, with all whom it stopped. */
export async function predownloadEach(
  apIds: readonly string[],
  order: (apId: string) => Promise<Answer<unknown>>,
): Promise<EachOutcome> {
  const refused = new Map<string, string[]>();
  let started = 0;
  for (const apId of apIds) {
    const answer = await order(apId);
    if (answer.ok) started++;
    else refused.set(answer.fault.message, [...(refused.get(answer.fault.message) ?? []), apId]);
  }
  return { started, refused: [...refused].map(([message, ids]) => ({ message, apIds: ids })) };
}
