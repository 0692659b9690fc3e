/** Next calls this once per process, before the first request: it starts the engine. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startConsole } = await import("@/lib/console/start");
  await startConsole();
}
