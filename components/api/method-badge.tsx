/** The method of an operation, always as wide as the longest one. */
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";

const tones: Record<string, Tone> = { GET: "info", HEAD: "info", DELETE: "fail" };

export const MethodBadge = ({ method }: { method: string }) => (
  <Badge tone={tones[method] ?? "accent"} className="code w-15 justify-center">
    {method}
  </Badge>
);
