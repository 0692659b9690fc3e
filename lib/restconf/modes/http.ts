/** Desktop (HTTP) mode over RESTCONF. Images are uploaded on the page, so the controller knows their path by itself. */
import { z } from "zod";
import { found } from "../problem";
import { type RestconfMode, violated } from "./restconf-mode";

const AUTO_PATH = "auto-path";

export const httpRestconf: RestconfMode = {
  leaves: { [AUTO_PATH]: z.boolean() },
  settings: (leaves, context) =>
    leaves[AUTO_PATH] === false
      ? violated("HTTP mode only supports automatic paths", context, AUTO_PATH)
      : found({}),
  without: () => ({}),
  read: () => ({ [AUTO_PATH]: true }),
};
