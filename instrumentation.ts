/** Starts the engine. Next calls `register` once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startConsole } = await import("@/lib/console/start");
  await startConsole();
}
