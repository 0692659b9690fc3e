// @vitest-environment happy-dom
import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { useTopic } from "@/lib/client/rows/hooks";
import { ShownTopicsProvider } from "@/lib/client/rows/shown-topics";
import { livePage } from "@/lib/testing/live-page";
import { MainContent } from "./main-content";

test("a page is painted when its first rows are rendered", async () => {
  const page = livePage();
  const Content = () => <p>{useTopic("aps")}</p>;
  page.client.start();
  page.render(
    <ShownTopicsProvider store={page.store}>
      <MainContent>
        <Content />
      </MainContent>
    </ShownTopicsProvider>,
  );
  expect(screen.getByRole("main").hasAttribute("data-loading")).toBe(true);
  await act(() => page.clock.run(100));
  await act(() => page.complete({ epoch: "abcdef1", seq: 1 }));
  await waitFor(() => expect(screen.getByRole("main").hasAttribute("data-loading")).toBe(false));
  expect(screen.getByText("ready")).toBeDefined();
});
