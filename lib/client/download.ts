/** Saves files from the browser: texts that the page made, and what an address of this console answers. */

/** Makes the browser save `text` as a file with this name. */
export function downloadText(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  downloadFrom(url, name);
  // Some browsers read the blob only after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Makes the browser save what is at the address. @param name of the file, unless the answer says one */
export function downloadFrom(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
