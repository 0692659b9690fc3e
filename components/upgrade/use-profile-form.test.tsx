// @vitest-environment happy-dom
/** The profile form follows the saved profile, keeps what is typed, and says when somebody else saved meanwhile. */
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { Profile } from "@/lib/contracts/profile";
import { controllerRow } from "@/lib/testing/cli-fixture";
import { keepDraft } from "./draft-store";
import { useProfileForm } from "./use-profile-form";

const tftp: Profile = {
  mode: "tftp",
  imageServer: "192.0.2.10",
  imagePath: "EWC_17_12_1",
  servicePort: null,
  parallelMode: false,
};
const controllerWith = (profile: Profile | null, profileSavedAt: number | null): ControllerRow => ({
  ...controllerRow(),
  profile,
  profileSavedAt,
});

afterEach(() => {
  cleanup();
  act(() => keepDraft(null));
});

const show = (row: ControllerRow) =>
  renderHook(({ controller }) => useProfileForm(controller, () => null), {
    initialProps: { controller: row },
  });

test("shows the saved profile until something is typed, and keeps only the typed fields", () => {
  const { result, rerender } = show(controllerWith(tftp, 1));
  expect(result.current.values).toMatchObject({ imageServer: "192.0.2.10", imagePath: "EWC_17_12_1" });
  act(() => result.current.change({ imagePath: "EWC_17_9_4a" }));
  rerender({ controller: controllerWith({ ...tftp, imageServer: "192.0.2.99" }, 1) });
  expect(result.current.values).toMatchObject({ imageServer: "192.0.2.99", imagePath: "EWC_17_9_4a" });
  expect(result.current.isDirty).toBe(true);
});

test("keeps the draft while the operator visits another page", () => {
  const first = show(controllerWith(tftp, 1));
  act(() => first.result.current.change({ imagePath: "EWC_17_9_4a" }));
  first.unmount();
  expect(show(controllerWith(tftp, 1)).result.current.values.imagePath).toBe("EWC_17_9_4a");
});

test("says that another profile was saved while this one was being typed", () => {
  const { result, rerender } = show(controllerWith(tftp, 1));
  act(() => result.current.change({ imagePath: "EWC_17_9_4a" }));
  expect(result.current.isOvertaken).toBe(false);
  rerender({ controller: controllerWith(tftp, 2) });
  expect(result.current.isOvertaken).toBe(true);
});

test("a saved draft is not overtaken by its own save, and the form follows the saved profile again", () => {
  const { result, rerender } = show(controllerWith(tftp, 1));
  act(() => result.current.change({ imagePath: "EWC_17_9_4a" }));
  const profile = result.current.attempt(() => undefined);
  if (!profile) throw new Error("the draft is invalid");
  act(() => result.current.saved(profile));
  rerender({ controller: controllerWith({ ...tftp, imagePath: "EWC_17_9_4a" }, 2) });
  expect(result.current).toMatchObject({ isDirty: false, isOvertaken: false, typed: {} });
});

test("another mode shows no error before the operator types or tries to save", () => {
  const { result } = show(controllerWith(tftp, 1));
  act(() => result.current.changeMode("sftp"));
  expect(result.current.values).toMatchObject({ mode: "sftp", imageServer: "192.0.2.10", userName: "" });
  expect(result.current.errorsOf("userName")).toBeUndefined();
  act(() => void result.current.attempt(() => undefined));
  expect(result.current.errorsOf("userName")).toEqual(["Enter the name of the user on the server."]);
  expect(result.current.errorsOf("password")).toEqual(["Enter the password of the user on the server."]);
});
