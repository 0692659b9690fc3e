// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { documentWithNonce } from "./document-with-nonce";

test("style elements have the nonce, other elements do not, and the rest is the document itself", () => {
  const wrapped = documentWithNonce(document, "abc");
  // xterm takes only what is a Document.
  expect(Object.getPrototypeOf(wrapped) === Object.getPrototypeOf(document)).toBe(true);
  expect(wrapped.createElement("style").nonce).toBe("abc");
  expect(wrapped.createElement("div").nonce || "").toBe("");
  expect(wrapped.body === document.body).toBe(true);
  expect(wrapped.createDocumentFragment().childNodes).toHaveLength(0);
  wrapped.title = "Command line";
  expect(document.title).toBe("Command line");
});
