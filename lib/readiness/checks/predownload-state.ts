/** Whether an earlier predownload is unfinished or has failed. */
import { type Check, notChecked, pass, warning } from "../check";
import { listed, namesOf } from "../fleet-questions";
import { references } from "../references";

const UNFINISHED = /initiated|predownloading|downloading|in progress|failed|unsupported/i;

export const predownloadState: Check = {
  id: "predownload-state",
  title: "No earlier predownload is unfinished",
  severity: "high",
  why: "A predownload that is still running or retrying takes up the server and the links, and blocks or delays the new one.",
  reference: references.predownload,
  needs: [],
  judge: ({ fleet }) => {
    const told = fleet.aps.filter(({ predownloadStatus }) => predownloadStatus !== null);
    if (told.length === 0)
      return notChecked("The state of earlier predownloads is not known. Paste the output of show ap image.");
    const open = told.filter(
      ({ predownloadStatus, retryCount }) =>
        UNFINISHED.test(predownloadStatus ?? "") || (retryCount ?? 0) > 0,
    );
    if (open.length === 0) return pass("No access point is predownloading or retrying.");
    return warning(
      `${listed(namesOf(open))} ${open.length === 1 ? "has" : "have"} an unfinished or failed predownload.`,
      {
        affected: namesOf(open),
        evidence: open.slice(0, 10).map(({ name, predownloadStatus, retryCount }) => ({
          asked: `Predownload of ${name}`,
          answer: `${predownloadStatus}${retryCount ? `, ${retryCount} retries` : ""}`,
        })),
        fix: {
          text: "Wait until it ends, or cancel it, before you start the upgrade.",
          commands: ["show ap image", "show wireless ewc-ap predownload status"],
        },
      },
    );
  },
};
