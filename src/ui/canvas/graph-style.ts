import type { EdgeSingular, NodeSingular, StylesheetJson } from 'cytoscape'

/** Names stay readable longer than what stands under them when the picture is made small. */
const MIN_NAME_PX = 7
const MIN_DETAIL_PX = 8.5

/** cytoscape's own mappers do not reach this property's type. */
function zOf(element: NodeSingular | EdgeSingular): number {
  return element.data('z') as number
}

/** How cytoscape paints what `graph-elements.ts` gives it: every value is data, nothing is decided here. */
export const GRAPH_STYLE: StylesheetJson = [
  {
    selector: 'node',
    style: { 'z-index-compare': 'manual', 'z-index': zOf, 'overlay-opacity': 0, 'underlay-opacity': 0 },
  },
  {
    selector: 'node.box',
    style: {
      'shape': 'round-rectangle',
      'width': 'data(width)',
      'height': 'data(height)',
      'corner-radius': 'data(radius)',
      'background-color': 'data(fill)',
      'border-color': 'data(stroke)',
      'border-width': 'data(strokeWidth)',
    },
  },
  { selector: 'node.still', style: { events: 'no' } },
  {
    selector: 'node.label',
    style: {
      'shape': 'rectangle',
      'width': 1,
      'height': 1,
      'background-opacity': 0,
      'events': 'no',
      'label': 'data(text)',
      'color': 'data(colour)',
      'font-family': 'data(family)',
      'font-size': 'data(sizePx)',
      'font-weight': 400,
      'text-valign': 'center',
      'text-halign': 'center',
      'min-zoomed-font-size': MIN_NAME_PX,
    },
  },
  // cytoscape names the side of the point on which the text stands, the scene the side on which it is flush
  { selector: 'node.flush-left', style: { 'text-halign': 'right' } },
  { selector: 'node.flush-right', style: { 'text-halign': 'left' } },
  { selector: 'node.semibold', style: { 'font-weight': 600 } },
  { selector: 'node.detail', style: { 'min-zoomed-font-size': MIN_DETAIL_PX } },
  { selector: 'node.bend', style: { width: 1, height: 1, 'background-opacity': 0, events: 'no' } },
  {
    selector: 'edge',
    style: {
      'z-index-compare': 'manual',
      'z-index': zOf,
      'curve-style': 'haystack',
      'haystack-radius': 0,
      'line-color': 'data(colour)',
      'width': 'data(width)',
      'line-cap': 'square',
      'events': 'no',
      'overlay-opacity': 0,
    },
  },
]
