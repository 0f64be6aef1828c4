// The only script of the HTML report: it filters what is already there, and opens everything for printing. Without it the page says the same.
export const script = `
'use strict'
{
  const bar = document.querySelector('.filter')
  const groups = [...document.querySelectorAll('details.group')].map((element) => ({
    element,
    severity: element.dataset.severity,
    head: element.querySelector('summary').textContent.toLowerCase() + ' ' + element.querySelector('.about').textContent.toLowerCase(),
    rows: [...element.querySelectorAll('tbody tr')].map((row) => ({ row, text: row.textContent.toLowerCase() })),
  }))
  if (bar) {
    const search = bar.querySelector('input[type=search]')
    const boxes = [...bar.querySelectorAll('input[type=checkbox]')]
    const said = bar.querySelector('output')
    const toggle = bar.querySelector('button')
    const apply = () => {
      const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
      const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.value))
      let shown = 0
      let rowsShown = 0
      for (const { element, severity, head, rows } of groups) {
        let some = false
        for (const { row, text } of rows) {
          const match = words.every((word) => text.includes(word) || head.includes(word))
          row.hidden = !match
          some ||= match
          if (match && chosen.has(severity)) rowsShown += 1
        }
        element.hidden = !(some && chosen.has(severity))
        if (!element.hidden) shown += 1
      }
      said.value = words.length === 0 && chosen.size === boxes.length ? '' : shown + ' of ' + groups.length + ' checks, ' + rowsShown + ' findings shown'
    }
    search.addEventListener('input', apply)
    for (const box of boxes) box.addEventListener('change', apply)
    toggle.addEventListener('click', () => {
      const open = groups.some(({ element }) => !element.hidden && !element.open)
      for (const { element } of groups) element.open = open
      toggle.textContent = open ? 'Close all' : 'Open all'
    })
    bar.hidden = false
    apply()
  }
  const opened = []
  const openAll = () => {
    for (const element of document.querySelectorAll('details:not([open])')) {
      element.open = true
      opened.push(element)
    }
  }
  const closeAgain = () => {
    for (const element of opened.splice(0)) element.open = false
  }
  addEventListener('beforeprint', openAll)
  addEventListener('afterprint', closeAgain)
}
`
