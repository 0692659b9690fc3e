/** A button of the header whose menu is loaded when it is wanted, and then opens. */
"use client";

import { type ComponentProps, type ComponentType, type ReactElement, type ReactNode, useState } from "react";
import { IconButton } from "@/components/ui/button";

export type LoadedMenuProps = { trigger: ReactElement<ComponentProps<"button">>; defaultOpen: boolean };

/**
 * @param load the menu; called when the pointer or the focus reaches the button, and awaited at the click
 * @param Menu set once it is loaded
 */
export function LazyMenu<P extends object>({
  label,
  icon,
  load,
  props,
}: {
  label: string;
  icon: ReactNode;
  load: () => Promise<ComponentType<P & LoadedMenuProps>>;
  props: P;
}) {
  const [loaded, setLoaded] = useState<{ Menu: ComponentType<P & LoadedMenuProps> }>();
  const trigger = (
    <IconButton
      label={label}
      icon={icon}
      aria-haspopup="menu"
      {...(loaded === undefined && {
        onPointerEnter: () => void load(),
        onFocus: () => void load(),
        onClick: () => void load().then((Menu) => setLoaded({ Menu })),
      })}
    />
  );
  return loaded === undefined ? trigger : <loaded.Menu {...props} trigger={trigger} defaultOpen />;
}
