/**
 * Runs a library's code that makes style elements of its own, under a content security policy that allows no inline styles:
 * for as long as it runs, `document.createElement('style')` gives an element whose text becomes a constructed style sheet.
 */
export function withConstructedStyles(work: () => void): void {
  const createElement = document.createElement.bind(document)
  document.createElement = ((name: string, options?: ElementCreationOptions) => (name === 'style' ? styleElement(createElement('template')) : createElement(name, options))) as Document['createElement']
  try {
    work()
  } finally {
    document.createElement = createElement
  }
}

/** An element that renders nothing and takes rules as a style element would. */
function styleElement(element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet()
  Object.defineProperty(element, 'textContent', {
    get: () => '',
    set: (rules: string) => {
      sheet.replaceSync(rules)
      if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet)
    },
  })
  const remove = element.remove.bind(element)
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
    remove()
  }
  return element
}
