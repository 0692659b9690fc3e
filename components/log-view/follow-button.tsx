/** The toggle for following the end of a live list. */
"use client";

import { ArrowDownToLine } from "lucide-react";
import { Button } from "@/components/ui/button";

export const FollowButton = (props: { following: boolean; onChange: (following: boolean) => void }) => (
  <Button
    size="sm"
    aria-pressed={props.following}
    icon={<ArrowDownToLine aria-hidden />}
    onClick={() => props.onChange(!props.following)}
  >
    <span className="max-sm:sr-only">Follow</span>
  </Button>
);
