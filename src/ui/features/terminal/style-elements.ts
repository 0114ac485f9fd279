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

/**
 * The same policy refuses a style attribute that a script sets, and allows the declarations of an element's style to be set (CSSOM):
 * from now on the attribute of a span is set by them. The terminal's library colours what is selected, and 24-bit colours, by it.
 */
export function withStyledSpans(): void {
  if (Object.hasOwn(HTMLSpanElement.prototype, 'setAttribute')) return
  const setAttribute = function (this: HTMLSpanElement, name: string, value: string): void {
    if (name === 'style') this.style.cssText = value
    else Element.prototype.setAttribute.call(this, name, value)
  }
  Object.defineProperty(HTMLSpanElement.prototype, 'setAttribute', { configurable: true, writable: true, value: setAttribute })
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
