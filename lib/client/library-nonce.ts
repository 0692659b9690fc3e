/**
 * Style elements that Radix adds while a dialog, menu or list is open get the nonce of the page's policy. Imported by the
 * components that have them, so that a page without any does not load it.
 */
import { setNonce } from "get-nonce";
import { documentNonce } from "./document-nonce";

if (typeof document !== "undefined") setNonce(documentNonce() ?? "");
