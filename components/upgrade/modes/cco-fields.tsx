/** The fields of CCO mode. */
"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import { CHECK_EVERY_DAYS, type SoftwareVersion } from "@/lib/contracts/modes/cco";
import { AdvancedFields, ParallelModeField } from "./image-server-fields";
import { LoginFields } from "./login-fields";
import type { ModeFieldsProps } from "./mode-form";
import { ReleaseCheckField } from "./release-check-field";

const VERSIONS: { value: SoftwareVersion; label: string }[] = [
  { value: "suggested", label: "Suggested" },
  { value: "latest", label: "Latest" },
];

export function CcoFields(props: ModeFieldsProps) {
  const { draft, disabled, onChange, errorsOf } = props;
  return (
    <>
      <LoginFields {...props} />
      <Field label="Software Version">
        {(control) => (
          <Select
            {...control}
            value={draft.softwareVersion}
            onValueChange={(softwareVersion) => onChange({ softwareVersion })}
            options={VERSIONS}
            disabled={disabled}
          />
        )}
      </Field>
      <ReleaseCheckField {...props} />
      <SwitchField
        label="Automatically Check for Updates"
        hint={
          draft.checksAutomatically
            ? `The controller asks every ${CHECK_EVERY_DAYS} days.`
            : "The controller asks only when you choose Check Now."
        }
        checked={draft.checksAutomatically}
        disabled={disabled}
        onChange={(checksAutomatically) => onChange({ checksAutomatically })}
      />
      <ParallelModeField
        {...props}
        on="The image masters of all families download at the same time."
        off="The image masters download one after another."
      />
      <AdvancedFields isFilled={draft.serviceUrl !== ""}>
        <Field
          label="Service URL"
          errors={errorsOf("serviceUrl")}
          hint="Leave blank to use this console's own software download service. A real controller uses the vendor's."
        >
          {(control) => (
            <Input
              {...control}
              code
              name="serviceUrl"
              inputMode="url"
              placeholder="https://127.0.0.1:8443"
              value={draft.serviceUrl}
              disabled={disabled}
              onChange={(event) => onChange({ serviceUrl: event.target.value })}
            />
          )}
        </Field>
      </AdvancedFields>
    </>
  );
}
