/** The look that all menus and popovers share. */
export const MENU_BUTTON = 'flex h-7 items-center gap-2 rounded-[4px] px-2 max-phone:px-1.5 whitespace-nowrap hover:bg-hover data-[state=open]:bg-selected'
export const MENU_SURFACE = 'z-20 rounded-[6px] border border-hairline bg-panel shadow-(--shadow-menu)'
export const MENU_ITEM = 'flex cursor-pointer items-start gap-2 rounded-[4px] px-2 py-1.5 text-body outline-none data-highlighted:bg-hover data-disabled:cursor-default data-disabled:text-tertiary'
