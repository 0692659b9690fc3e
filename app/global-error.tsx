/** Shown when the frame itself throws an error. It is a complete document without any dependency. */
"use client";

export default function GlobalError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body
        style={{ fontFamily: "system-ui, sans-serif", maxWidth: "40rem", margin: "15vh auto", padding: 16 }}
      >
        <title>Error</title>
        <h1 style={{ fontSize: "1.25rem" }}>This page can't be shown</h1>
        <p>{error.message}</p>
        <p>Transfers and the upgrade continue. They do not depend on this page.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
