// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { expect, test } from "vitest";
import { livePage } from "@/lib/testing/live-page";
import { useOnlyRow, useRowKeys, useTopic } from "./hooks";
import { ShownTopicsProvider } from "./shown-topics";
import { useRows } from "./use-rows";

/** Renders what each hook shows, and notes it at every commit. */
function shownPage() {
  const page = livePage();
  const commits: string[] = [];
  const Status = () => useTopic("controller");
  const Keys = () => (useRowKeys("controller").length === 0 ? "no keys" : "keys");
  const Row = () => (useOnlyRow("controller") === undefined ? "no row" : "row");
  const All = () => (useRows("controller").length === 0 ? "no rows" : "rows");
  const { container, unmount } = page.render(
    <ShownTopicsProvider store={page.store}>
      <Status /> <Keys /> <Row /> <All />
    </ShownTopicsProvider>,
  );
  new MutationObserver(() => commits.push(container.textContent)).observe(container, {
    subtree: true,
    characterData: true,
  });
  return { ...page, container, commits, unmount };
}

test("all parts of a page show a topic in the same commit", async () => {
  const page = shownPage();
  expect(page.container.textContent).toBe("pending no keys no row no rows");
  page.put("controller", { controller: { name: "EWC" } });
  await act(() => Promise.resolve());
  expect(page.commits.at(0)).toBe("ready keys row rows");
});

test("a topic that is no longer followed is pending when it is shown again", () => {
  const page = shownPage();
  page.put("controller", { controller: { name: "EWC" } });
  act(() => page.store.retain([]));
  expect(page.container.textContent).toBe("pending no keys no row no rows");
  page.put("controller", { controller: { name: "EWC" } });
  expect(page.container.textContent).toBe("ready keys row rows");
});
