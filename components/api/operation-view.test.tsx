// @vitest-environment happy-dom
/** The view of an operation, for each operation that the document lists. */
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { VisitorProvider } from "@/lib/client/visitor";
import { openApiDocument } from "@/lib/contracts/api/openapi";
import { operationsOf } from "./api-document";
import { OperationView } from "./operation-view";

afterEach(cleanup);

const operations = operationsOf(openApiDocument("1.2.3"));
const show = (id: string, role: "admin" | "monitor" = "admin") => {
  const operation = operations.find((one) => one.id === id);
  if (operation === undefined) throw new Error(`no operation ${id}`);
  return render(
    <VisitorProvider visitor={{ name: "mo", role, signIn: "" }}>
      <OperationView operation={operation} isReachable onBack={() => undefined} />
    </VisitorProvider>,
  );
};

test("shows every operation with a curl command that names its path", () => {
  for (const { id, path, summary } of operations) {
    const { container, unmount } = show(id);
    expect(container.querySelector("h2")?.textContent).toBe(summary);
    const curl = container.querySelector("form pre")?.textContent;
    expect(curl).toContain(path.split("{")[0]);
    expect(curl).toContain("Authorization: Bearer $TOKEN");
    unmount();
  }
});

test("a value is part of the curl command as soon as it is typed, and Send waits for it", async () => {
  show("servers.start");
  const send = screen.getByRole<HTMLButtonElement>("button", { name: "Send" });
  expect(send.disabled).toBe(true);
  await userEvent.type(screen.getByRole("textbox", { name: "server" }), "tftp");
  expect(send.disabled).toBe(false);
  expect(screen.getByText(/curl/, { selector: "pre" }).textContent).toContain("/api/v1/servers/tftp/start");
});

test("a monitor can send what reads, and nothing that needs an administrator", () => {
  const { unmount } = show("users.list", "monitor");
  expect(screen.getByRole("button", { name: "Send" })).toBeTruthy();
  unmount();
  show("lab.clock", "monitor");
  expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
});

test("the fields of body and answer are listed with type and limits", () => {
  show("lab.clock");
  const body = screen.getByRole("list", { name: "Fields of the request body" });
  expect(within(body).getByText("factor")).toBeTruthy();
  expect(body.textContent).toContain("1 to 600");
});
