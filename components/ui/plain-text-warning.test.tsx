// @vitest-environment happy-dom
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { PlainTextWarning } from "./plain-text-warning";

test("the warning names the danger and the settings that end it", () => {
  render(<PlainTextWarning />);
  expect(screen.getByText(/Passwords and sessions cross the network as plain text/).textContent).toBe(
    "Not encrypted. Passwords and sessions cross the network as plain text. Set TLS_CERT and TLS_KEY, or TLS=self-signed.",
  );
});
