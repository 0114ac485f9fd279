import type { EdgeSingular, NodeSingular, StylesheetJson } from 'cytoscape'

/** cytoscape's own mappers do not reach this property's type. */
function zOf(element: NodeSingular | EdgeSingular): number {
  return element.data('z') as number
}

/** How cytoscape paints what `graph-elements.ts` gives it: every value is data, nothing is decided here. */
export const GRAPH_STYLE: StylesheetJson = [
  // cytoscape's marks of its own for a press, a selection and a texture's edge: none of them is ours
  {
    selector: 'core',
    style: {
      'active-bg-color': '#000',
      'active-bg-opacity': 0,
      'active-bg-size': 0,
      'selection-box-color': '#000',
      'selection-box-border-color': '#000',
      'selection-box-border-width': 0,
      'selection-box-opacity': 0,
      'outside-texture-bg-color': '#000',
      'outside-texture-bg-opacity': 0,
    },
  },
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
      'events': 'no',
      'overlay-opacity': 0,
    },
  },
  { selector: 'edge.cornered', style: { 'line-cap': 'square' } },
]
