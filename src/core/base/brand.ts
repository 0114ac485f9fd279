declare const brand: unique symbol

/** A number that only its own `parse…`/`…From…` functions make, so that an address is never a length. */
export type BrandedNumber<Name extends string> = number & { readonly [brand]: Name }
