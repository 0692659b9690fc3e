/** Names that attack whatever shows them, each with what it attacks. */
export const hostileNames: readonly { attacks: string; name: string }[] = [
  { attacks: "a terminal, by clearing the screen", name: "ap\u001b[2J\u001b[H" },
  { attacks: "a terminal, by its title", name: "ap\u001b]0;owned\u0007" },
  { attacks: "a terminal, by an 8-bit sequence", name: "ap\u009b31m" },
  { attacks: "a log, by a second line", name: "ap\r\n%SYS-5-CONFIG_I: Configured from console by admin" },
  { attacks: "a reader, by a changed direction", name: "ap\u202egnp.exe" },
  { attacks: "a reader, by an invisible character", name: "a\u200bp\ufeff" },
  { attacks: "a reader, by a line separator", name: "ap\u2028next" },
  { attacks: "a reader, by a tag", name: "ap\u{e0041}" },
  { attacks: "a decoder, by half of a character", name: "ap\ud800" },
  { attacks: "a C program, by an early end", name: "ap\0.zip" },
];

/** Names that a spreadsheet or a page would run. They can be shown, so they are allowed as file names. */
export const runnableNames: readonly string[] = [
  '=HYPERLINK("http://evil.example")',
  "+cmd|' /C calc'!A0",
  "-2+3+cmd",
  "@SUM(1)",
  "a;=1+1;b",
  "<img src=x onerror=alert(1)>",
  "';DROP TABLE AuditEntry;--",
];
