/**
 * A live log: it follows the newest line until the user scrolls up, searches all stored lines, and downloads the whole
 * log as a file.
 */
"use client";

import { Download } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/input";
import { Toolbar } from "@/components/ui/toolbar";
import { useIsConnected } from "@/lib/client/rows/hooks";
import { ClockMark } from "./clock-mark";
import { FollowButton } from "./follow-button";
import { FollowedLog } from "./followed-log";
import { isNarrowed, isServerLog, type LogTopic, NO_LOG_FILTER } from "./log-query";
import { useLog } from "./use-log";

export function LogView({
  topic,
  label,
  onDownload,
}: {
  topic: LogTopic;
  label: string;
  /** Reads the whole log and saves it as a file. */
  onDownload: () => Promise<void>;
}) {
  const [text, setText] = useState("");
  const filter = useMemo(() => ({ ...NO_LOG_FILTER, text }), [text]);
  const log = useLog(topic, filter);
  const reachable = useIsConnected();
  const [following, setFollowing] = useState(true);
  const [downloading, setDownloading] = useState(false);
  const download = async () => {
    setDownloading(true);
    await onDownload().finally(() => setDownloading(false));
  };
  return (
    <div className="flex h-full min-h-72 flex-col">
      <Toolbar
        label={`${label}: filter`}
        end={
          <>
            {!isServerLog(topic) && <ClockMark />}
            <FollowButton following={following} onChange={setFollowing} />
            <Button
              size="sm"
              busy={downloading}
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
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
        />
      </Toolbar>
      <FollowedLog
        log={log}
        label={label}
        following={following}
        onFollow={setFollowing}
        reachable={reachable}
        narrowed={isNarrowed(filter)}
        none="Lines appear here as they are written."
      />
    </div>
  );
}
