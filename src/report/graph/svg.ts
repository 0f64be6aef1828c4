// A diagram as SVG: laid out by Graphviz, which is compiled to WebAssembly and runs in this process.
import { instance } from '@viz-js/viz'
import type { Diagram } from '../../graph/diagram.ts'
import { renderDot } from './dot.ts'

export const renderSvg = async (diagram: Diagram): Promise<string> => {
  const graphviz = await instance()
  const svg = graphviz.renderString(renderDot(diagram), { format: 'svg', engine: 'dot' })
  // From the element itself: the document type before it names an address that nobody needs.
  return svg.slice(svg.indexOf('<svg'))
}
