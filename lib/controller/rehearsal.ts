/** The clock of a rehearsal: a run that is tried at another speed, until it can be activated. */

/** The speed of the controller's clock, and the one that it goes back to when the run ends. */
export type Rehearsal = { clockFactor: number; factorBefore: number };

type RehearsedRun = { running: boolean; activatedAt: number | null; rehearsal: Rehearsal | null };

/**
 * The clock's speed to go back to when this rehearsal ends; null when none is under way.
 * @param factor the present speed: an operator who set another one meanwhile keeps it
 */
export const speedBeforeRehearsal = (
  { running, activatedAt, rehearsal }: RehearsedRun,
  factor: number,
): number | null =>
  running && activatedAt === null && rehearsal?.clockFactor === factor ? rehearsal.factorBefore : null;
