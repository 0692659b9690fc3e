/** Shown when even the frame around the pages failed, so it is a document of its own. */
"use client";

export default function GlobalError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body
        style={{ fontFamily: "system-ui, sans-serif", maxWidth: "40rem", margin: "15vh auto", padding: 16 }}
      >
        <title>The console failed</title>
        <h1 style={{ fontSize: "1.25rem" }}>The console failed to show this page</h1>
        <p>{error.message}</p>
        <p>Transfers and the upgrade continue. They do not depend on this page.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
