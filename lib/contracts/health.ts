/** Whether the program can do its work now: the answer of `GET /api/health/ready`. */

/** One condition. `detail` says what is wrong, or that all is well. */
export type HealthCheck = { name: string; ok: boolean; detail: string };

/** Ready when every check is. */
export type Health = { ready: boolean; checks: HealthCheck[] };
