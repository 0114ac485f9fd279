/** The look that all tables of the inspector share. */
export const TABLE = 'w-full border-separate border-spacing-0 font-mono text-caption'
export const HEAD = 'h-5.5 pr-2 text-left font-sans font-normal text-tertiary'
export const CELL = 'h-5.5 border-b border-hairline pr-2 align-top leading-[22px]'
