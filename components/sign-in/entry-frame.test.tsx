// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { EntryFrame } from "./entry-frame";

afterEach(cleanup);

test("where a password would cross the network as plain text, the page says so before it is typed", () => {
  render(
    <EntryFrame title="Sign in" description="" isPlainText>
      form
    </EntryFrame>,
  );
  expect(screen.getByText("Not encrypted.")).toBeTruthy();
});

test("elsewhere the page has no warning", () => {
  render(
    <EntryFrame title="Sign in" description="">
      form
    </EntryFrame>,
  );
  expect(screen.queryByText("Not encrypted.")).toBeNull();
});
