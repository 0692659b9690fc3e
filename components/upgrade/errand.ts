/** What a link to this page asked for is done once: it leaves the address, so that a reload does not do it again. */
const PARAMETERS = ["use", "on", "focus", "do"];

export function clearErrand(): void {
  const params = new URLSearchParams(window.location.search);
  for (const name of PARAMETERS) params.delete(name);
  const query = params.toString();
  window.history.replaceState(null, "", query === "" ? window.location.pathname : `?${query}`);
}
