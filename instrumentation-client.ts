/** Runs in the browser before anything of a page: style elements that libraries add get the nonce of the page's policy. */
import { setNonce } from "get-nonce";
import { documentNonce } from "@/lib/client/document-nonce";

setNonce(documentNonce() ?? "");
