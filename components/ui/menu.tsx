/** A drop-down menu of actions. It is loaded when it is opened first. */
"use client";

import { cloneElement, useContext } from "react";
import { lazyPart, useOpenedPart } from "./lazy-part";
import { MenuContext, type MenuItemProps, type MenuProps } from "./menu-context";

export const menuPanel = lazyPart(() => import("./menu-panel"));

export function Menu(props: MenuProps) {
  const { part, isAsked, opener } = useOpenedPart(menuPanel);
  if (part) return <part.MenuPanel {...props} defaultOpen={isAsked} />;
  return cloneElement(props.trigger, { ...opener, "aria-haspopup": "menu", "aria-expanded": false });
}

/** An action in a `Menu`. */
export function MenuItem(props: MenuItemProps) {
  const Item = useContext(MenuContext);
  return Item === null ? null : <Item {...props} />;
}
