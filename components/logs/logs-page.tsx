/** The Logs page: the controller's syslog, live, searchable in full, and as a download. */
"use client";

import { Download, X } from "lucide-react";
import { useMemo, useState } from "react";
import { ApFilter } from "@/components/log-view/ap-filter";
import { ClockMark } from "@/components/log-view/clock-mark";
import { FollowButton } from "@/components/log-view/follow-button";
import { FollowedLog } from "@/components/log-view/followed-log";
import { isNarrowed, NO_LOG_FILTER, queryOf } from "@/components/log-view/log-query";
import { saveLog } from "@/components/log-view/save-log";
import { useLog } from "@/components/log-view/use-log";
import { useUrlFilter } from "@/components/log-view/use-url-filter";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/input";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Toolbar } from "@/components/ui/toolbar";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";
import { useIsConnected } from "@/lib/client/rows/hooks";
import { useRun } from "@/lib/client/runs/use-run";
import { counted } from "@/lib/kit/text";
import { ForwardingStatus } from "./forwarding-status";
import { ALL_SEVERITIES, readFilter, severityOptions, writeFilter } from "./log-filter";

const URL_FORMAT = { read: readFilter, write: writeFilter };

export function LogsPage() {
  const run = useCommand();
  const { filter: typed, change } = useUrlFilter(URL_FORMAT);
  const { row: ofRun } = useRun(typed.run ?? null);
  const filter = useMemo(
    // No line has the id that stands for a run that is not known.
    () => (typed.run === undefined ? typed : { ...typed, upgradeId: ofRun?.upgradeId ?? "unknown" }),
    [typed, ofRun?.upgradeId],
  );
  const log = useLog("syslog", filter);
  const [following, setFollowing] = useState(true);
  const [downloading, setDownloading] = useState(false);
  const reachable = useIsConnected();
  const narrowed = isNarrowed(filter);
  const download = async () => {
    setDownloading(true);
    await saveLog(run, queryOf("syslog", filter), "controller-syslog.txt", downloadText).finally(() =>
      setDownloading(false),
    );
  };
  return (
    <>
      <PageHeader
        title="Logs"
        description="The controller's live syslog. Search covers all stored lines."
        actions={<ForwardingStatus />}
      />
      <Panel flush>
        <div className="flex h-[max(26rem,calc(100dvh-11.5rem))] flex-col">
          <Toolbar
            label="Syslog: filters"
            end={
              <>
                <span role="status" className="num text-[0.8125rem] text-ink-3">
                  {counted(log.lines.length, "line")}
                </span>
                <ClockMark />
                <FollowButton following={following} onChange={setFollowing} />
                <Button
                  size="sm"
                  busy={downloading}
                  disabled={!reachable}
                  icon={<Download aria-hidden />}
                  onClick={() => void download()}
                >
                  Download
                </Button>
              </>
            }
          >
            <SearchInput
              label="Search the log"
              value={filter.text}
              maxLength={200}
              onChange={(event) => change({ text: event.target.value })}
              className="w-full sm:w-64"
            />
            <Select
              label="Severity"
              size="sm"
              className="w-auto!"
              value={filter.severity === null ? ALL_SEVERITIES : String(filter.severity)}
              onValueChange={(value) => change({ severity: value === ALL_SEVERITIES ? null : Number(value) })}
              options={severityOptions}
            />
            <ApFilter apId={filter.apId} onChange={(apId) => change({ apId })} />
            {filter.run !== undefined && (
              <Button
                size="sm"
                aria-pressed
                aria-label={`Only run ${filter.run}. Show all lines`}
                icon={<X aria-hidden />}
                onClick={() => change({ run: undefined })}
              >
                Run {filter.run}
              </Button>
            )}
            {narrowed && (
              <Button
                size="sm"
                variant="ghost"
                icon={<X aria-hidden />}
                onClick={() => change({ ...NO_LOG_FILTER, run: undefined })}
              >
                Clear filters
              </Button>
            )}
          </Toolbar>
          <FollowedLog
            log={log}
            label="Controller syslog"
            following={following}
            onFollow={setFollowing}
            reachable={reachable}
            narrowed={narrowed}
            none="Joins, downloads, configuration changes, and reloads appear here as they happen."
          />
        </div>
      </Panel>
    </>
  );
}
