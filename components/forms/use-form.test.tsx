// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Answer, fault } from "@/lib/contracts/fault";
import { checkWith, numberOrNaN } from "./draft";
import { DiscardChanges, SubmitRow, TextField } from "./form-fields";
import { useForm } from "./use-form";

afterEach(cleanup);

type Settings = { name: string; port: number };
type Draft = { name: string; port: string };
const schema = z.object({
  name: z.string().trim().min(1, "Enter a name."),
  port: z.int({ error: "Enter a port." }).min(1, "Enter a port."),
});

function SettingsForm({
  saved,
  save,
  kept,
  keepsTyped = false,
}: {
  saved: Settings;
  save: (input: Settings) => Promise<Answer<Settings>>;
  kept?: Parameters<typeof useForm<Draft, Settings, Settings>>[0]["kept"];
  keepsTyped?: boolean;
}) {
  const form = useForm({
    base: { name: saved.name, port: String(saved.port) },
    kept,
    check: (draft: Draft) => checkWith(schema, { ...draft, port: numberOrNaN(draft.port) }),
    save,
    onSaved: () => undefined,
    keepAfterSave: (_answer, typed) => (keepsTyped ? typed : {}),
  });
  return (
    <form onSubmit={form.submit} noValidate aria-label="Settings">
      <TextField form={form} name="name" label="Name" />
      <TextField form={form} name="port" label="Port" numeric />
      <SubmitRow form={form} label="Save" icon={null} reachable>
        <DiscardChanges form={form} />
      </SubmitRow>
    </form>
  );
}

const saved = { name: "lab", port: 22 };
const accept = () => vi.fn((input: Settings) => Promise.resolve({ ok: true as const, value: input }));
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const submit = () => userEvent.click(screen.getByRole("button", { name: "Save" }));
const type = async (name: string, text: string) => {
  await userEvent.clear(field(name));
  if (text !== "") await userEvent.type(field(name), text);
};

test("a field shows its error once the user has typed there, and every field after an attempt to submit", async () => {
  const save = accept();
  render(<SettingsForm saved={{ name: "", port: 22 }} save={save} />);
  await type("Port", "0");
  expect(field("Port").getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText("Enter a port.")).toBeTruthy();
  expect(screen.queryByText("Enter a name.")).toBeNull();
  await submit();
  expect(screen.getByText("Enter a name.")).toBeTruthy();
  expect(save).not.toHaveBeenCalled();
});

test("untouched fields follow the saved values while the user types elsewhere", async () => {
  const save = accept();
  const { rerender } = render(<SettingsForm saved={saved} save={save} />);
  await type("Name", "office");
  rerender(<SettingsForm saved={{ name: "changed elsewhere", port: 2222 }} save={save} />);
  expect(field("Name").value).toBe("office");
  expect(field("Port").value).toBe("2222");
  await submit();
  expect(save).toHaveBeenCalledWith({ name: "office", port: 2222 });
});

test("typing the saved value again leaves nothing to discard, and surrounding spaces are no change", async () => {
  render(<SettingsForm saved={saved} save={accept()} />);
  await type("Name", "office");
  expect(screen.getByRole("button", { name: "Discard changes" })).toBeTruthy();
  await type("Name", " lab ");
  expect(screen.queryByRole("button", { name: "Discard changes" })).toBeNull();
});

test("Discard changes goes back to the saved values and hides the errors", async () => {
  render(<SettingsForm saved={saved} save={accept()} />);
  await type("Port", "none");
  await submit();
  await userEvent.click(screen.getByRole("button", { name: "Discard changes" }));
  expect(field("Port").value).toBe("22");
  expect(screen.queryByText("Enter a port.")).toBeNull();
});

test("a refusal about a field is shown there until the user changes the form, and the typed values stay", async () => {
  const refuse = () =>
    Promise.resolve({
      ok: false as const,
      fault: { ...fault("conflict", "Refused."), fields: { port: ["The port is in use."] } },
    });
  render(<SettingsForm saved={saved} save={refuse} />);
  await type("Port", "80");
  await submit();
  expect(await screen.findByText("The port is in use.")).toBeTruthy();
  expect(screen.queryByText("Refused.")).toBeNull();
  expect(field("Port").value).toBe("80");
  await type("Name", "other");
  expect(screen.queryByText("The port is in use.")).toBeNull();
});

test("a refusal about no field of the form is shown above the submit button", async () => {
  const refuse = () => Promise.resolve({ ok: false as const, fault: fault("timed-out", "No answer.") });
  render(<SettingsForm saved={saved} save={refuse} />);
  await submit();
  expect((await screen.findByRole("alert")).textContent).toContain("No answer.");
});

test("after a save the form shows the saved values, or the typed ones until the saved ones arrive", async () => {
  const { rerender } = render(<SettingsForm saved={saved} save={accept()} />);
  await type("Name", "office");
  await submit();
  await vi.waitFor(() => expect(field("Name").value).toBe("lab"));

  rerender(<SettingsForm saved={saved} save={accept()} keepsTyped />);
  await type("Name", "office");
  await submit();
  expect(field("Name").value).toBe("office");
  rerender(<SettingsForm saved={{ name: "office", port: 22 }} save={accept()} keepsTyped />);
  rerender(<SettingsForm saved={{ name: "renamed elsewhere", port: 22 }} save={accept()} keepsTyped />);
  expect(field("Name").value).toBe("renamed elsewhere");
});

test("a kept draft outlives the form", async () => {
  function Page() {
    const kept = useState<Partial<Draft>>({});
    const [open, setOpen] = useState(true);
    return (
      <>
        <button type="button" onClick={() => setOpen(!open)}>
          Toggle
        </button>
        {open && <SettingsForm saved={saved} save={accept()} kept={kept} />}
      </>
    );
  }
  render(<Page />);
  await type("Name", "office");
  await userEvent.click(screen.getByRole("button", { name: "Toggle" }));
  expect(screen.queryByLabelText("Name")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Toggle" }));
  expect(field("Name").value).toBe("office");
});
