/**
 * Runs a library's code that makes style elements of its own, under a content security policy that allows no inline styles:
 * for as long as it runs, `document.createElement('style')` gives an element whose text becomes a constructed style sheet.
 */
export function withConstructedStyles(work: () => void): void {
  const create = (name: string): Element => (name === 'style' ? styleElement() : document.createElementNS(XHTML, name))
  Object.defineProperty(document, 'createElement', { configurable: true, value: create })
  try {
    work()
  } finally {
    Reflect.deleteProperty(document, 'createElement')
  }
}

const XHTML = 'http://www.w3.org/1999/xhtml'

/** An element that renders nothing and takes rules as a style element would. */
function styleElement(): Element {
  const element = document.createElementNS(XHTML, 'template')
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
