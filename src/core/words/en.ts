/**
 * Every sentence of the product in English, by the place where it stands. A message that speaks of something is a function
 * of what it speaks of, so that another language can order, count and inflect in its own way (`ko.ts`).
 */
export const EN = {
  language: { code: 'en', name: 'English' },
  picture: {
    legendFill: (p: { readonly protocol: string }) => `fill: protocol, here ${p.protocol}`,
    legendOutline: (p: { readonly mode: string }) => `outline: mode, here ${p.mode}`,
    legendUnderlay: 'line: underlay, no tunnel on this way',
    legendTravelled: 'travelled; dots are the way ahead',
    legendDropped: 'dropped here',
    legendStep: 'step on the timeline',
    stepOf: (p: { readonly step: number; readonly count: number }) => `Step ${p.step} of ${p.count}.`,
    onTheWire: (p: { readonly bytes: number }) => `${p.bytes} B on the wire`,
    atDevice: (p: { readonly bytes: number; readonly device: string }) => `${p.bytes} B at ${p.device}`,
    withoutTunnel: (p: { readonly bytes: number }) => `${p.bytes} B without the tunnel`,
    envelopeOf: (p: { readonly mode: string }) => `${p.mode} envelope`,
    noFlow: 'No packet yet',
  },
  close: 'Close',
  present: {
    name: 'Present',
    controls: 'Slide',
    back: 'Step back',
    forward: 'Step forward',
    leave: 'Leave the presentation',
    headers: 'Headers, outermost first',
  },
  bottom: { name: 'Flow', events: 'Events', explain: 'Explain' },
  explain: {
    nothing: 'Nothing has happened yet. A flow is told here in words, step by step.',
    drop: 'Why it was dropped',
    droppedAt: (p: { readonly place: string }) => `${p.place}: dropped`,
    proofs: 'Prove it on the real cluster',
    cure: 'Cure',
    copyCommand: (p: { readonly command: string }) => `Copy ${p.command}`,
    printsNothing: 'prints nothing',
  },
  exportPicture: {
    title: 'Export a picture',
    subject: 'What',
    stage: 'Stage',
    slide: 'Slide 16:9',
    format: 'Format',
    size: 'Size',
    background: 'Background',
    backgrounds: { 'light': 'Light', 'dark': 'Dark', 'print': 'Print', 'high-contrast-light': 'High contrast, light', 'high-contrast-dark': 'High contrast, dark' },
    include: 'With',
    caption: 'Title and sentence',
    legend: 'Legend',
    svgNote: 'Text stays text. The picture names IBM Plex and takes what the reader has where that is missing.',
    pixels: (p: { readonly size: string }) => `${p.size} pixels`,
    copy: 'Copy',
    copied: 'Copied.',
    download: 'Download',
    saved: (p: { readonly name: string }) => `Saved as ${p.name}.`,
    noLab: 'There is no lab to make a picture of.',
  },
} as const

/** What `ko.ts` has to be: the same places, strings for strings, functions for functions. */
export type Words = Widened<typeof EN>

type Widened<T> = T extends string ? string : T extends (p: infer P) => string ? (p: P) => string : { readonly [K in keyof T]: Widened<T[K]> }
