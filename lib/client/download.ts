/** Makes the browser save `text` as a file with this name. */
export function downloadText(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the blob only after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
