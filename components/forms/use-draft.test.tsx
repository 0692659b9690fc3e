// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useDraft } from "./use-draft";

const loading = vi.hoisted(() => ({ isLoaded: false, done: () => undefined as unknown }));
vi.mock("@/lib/client/schemas", () => ({
  areSchemasLoaded: () => loading.isLoaded,
  useSchemas: () => loading.isLoaded,
  loadSchemas: () =>
    new Promise<void>((resolve) => {
      loading.done = () => {
        loading.isLoaded = true;
        resolve();
      };
    }),
}));

test("an attempt before anything can be checked is made again once it can", async () => {
  const check = ({ name }: { name: string }) =>
    loading.isLoaded ? { input: name, errors: {} } : { input: undefined, errors: {} };
  const { result } = renderHook(() => useDraft({ base: { name: "" }, check }));
  act(() => result.current.change({ name: "typed" }));
  const submitted: (string | undefined)[] = [];
  const { attempt } = result.current;
  const submit = () => void submitted.push(attempt(submit));
  act(submit);
  expect(submitted).toEqual([undefined]);
  await act(async () => void loading.done());
  expect(submitted).toEqual([undefined, "typed"]);
});
