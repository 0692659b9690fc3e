// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { SftpUserRow } from "@/lib/contracts/sftp-users";
import { livePage } from "@/lib/testing/live-page";
import { loadUiParts } from "@/lib/testing/load-ui-parts";
import { UserDialog } from "./user-dialog";

beforeAll(loadUiParts);

afterEach(cleanup);

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJhc2U2NC1rZXktYnl0ZXMtZm9yLXRlc3RzLW9ubHk lab laptop";
const stored: SftpUserRow = {
  name: "ewc",
  hasPassword: true,
  passwordWaits: false,
  home: "EWC_17_12_1",
  access: "read-only",
  enabled: true,
  publicKeys: [],
  expiresAt: null,
  changedAt: 0,
};
type Commands = Parameters<typeof livePage>[0];
function open(row: SftpUserRow | null, commands: Commands = {}) {
  const page = livePage({
    "sftp-users.save": ({ user }) => ({
      ok: true,
      value: { name: user.name, password: user.generatePassword ? "generated" : null } as never,
    }),
    ...commands,
  });
  const onClose = vi.fn();
  page.render(<UserDialog row={row} folders={["EWC_17_12_1"]} onClose={onClose} />);
  return { page, onClose };
}
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);

test("adds a user with a generated password and hands it over to be shown", async () => {
  const { page, onClose } = open(null);
  await userEvent.type(field("Name"), "lab");
  await press("Add user");
  expect(page.run.given).toEqual([
    {
      type: "sftp-users.save",
      input: { user: expect.objectContaining({ name: "lab", existing: false, generatePassword: true }) },
    },
  ]);
  expect(onClose).toHaveBeenCalledWith({ name: "lab", password: "generated" });
});

test("an invalid name is marked when the user tries to add it, and nothing is sent", async () => {
  const { page, onClose } = open(null);
  await press("Add user");
  expect(screen.getByText("Enter a name.")).toBeTruthy();
  expect(page.run.given).toEqual([]);
  expect(onClose).not.toHaveBeenCalled();
});

test("without a generated password, a password or a key is required, and asked for only on an attempt", async () => {
  const { page } = open(null);
  await userEvent.type(field("Name"), "lab");
  await userEvent.click(screen.getByRole("checkbox", { name: "Generate a password" }));
  expect(screen.queryByText("Enter a password or at least one public key.")).toBeNull();
  await press("Add user");
  expect(screen.getByText("Enter a password or at least one public key.")).toBeTruthy();
  await userEvent.click(field("Public keys"));
  await userEvent.paste(KEY);
  await press("Add user");
  expect(page.run.given.at(-1)?.input).toMatchObject({ user: { publicKeys: KEY, password: "" } });
});

test("changing a user keeps the password while its field is blank", async () => {
  const { page, onClose } = open(stored);
  expect(screen.getByRole("dialog", { name: "Change ewc" })).toBeTruthy();
  expect(screen.queryByLabelText("Name")).toBeNull();
  await userEvent.clear(field("Home folder"));
  await userEvent.type(field("Home folder"), "/");
  await userEvent.click(screen.getByRole("switch", { name: "Enabled" }));
  expect(screen.getByText("Can't sign in. The user is kept.")).toBeTruthy();
  await press("Change user");
  expect(page.run.given.at(-1)?.input).toMatchObject({
    user: { name: "ewc", existing: true, password: "", home: "/", enabled: false },
  });
  expect(onClose).toHaveBeenCalledWith(null);
});

test("a refusal is shown at its field and the dialog stays open", async () => {
  const refusal = { ...fault("name-clash", "Refused."), fields: { name: ["lab already exists."] } };
  const { onClose } = open(null, { "sftp-users.save": () => ({ ok: false, fault: refusal }) });
  await userEvent.type(field("Name"), "lab");
  await press("Add user");
  expect(screen.getByText("lab already exists.")).toBeTruthy();
  expect(onClose).not.toHaveBeenCalled();
});

test("Cancel changes nothing", async () => {
  const { page, onClose } = open(stored);
  await press("Cancel");
  expect(page.run.given).toEqual([]);
  expect(onClose).toHaveBeenCalledWith(null);
});
