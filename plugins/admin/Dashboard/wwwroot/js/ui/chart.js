import { html, useEffect, useLayoutEffect, useRef, useState } from '../core/preact.js';
import { colour, watchColours } from '../core/theme.js';

/**
 * @typedef {{ label: string, values: (number | null)[], fill?: boolean }} Series
 */

/**
 * Lines over time. The plot is a picture to a screen reader; its name tells the latest values, and so does the list below it.
 * @param {{ title: string, time: number[], series: Series[], format: (value: number) => string, binary?: boolean, note?: any }} props `time` in Unix seconds; `binary` for axes in steps of 1024.
 */
export function Chart({ title, time, series, format, binary = false, note }) {
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  const index = at ?? time.length - 1;
  const told = series.map(s => ({ label: s.label, value: s.values[index] === null || s.values[index] === undefined ? '–' : format(/** @type {number} */ (s.values[index])) }));
  return html`
    <section class="panel">
      <header class="chart-title"><h2 class="grow">${title}</h2>${note && html`<span class="muted small">${note}</span>`}</header>
      <div class="body chart">
        <div role="img" aria-label=${`${title}: ${told.map(x => `${x.label} ${x.value}`).join(', ')}`}>
          <${Plot} time=${time} series=${series} format=${format} binary=${binary} onPoint=${setAt} />
        </div>
        <ul class="keys">
          ${told.map((x, i) => html`<li><i class="swatch c${i + 1}"></i>${x.label} <strong>${x.value}</strong></li>`)}
        </ul>
      </div>
    </section>`;
}

/**
 * @param {{ time: number[], series: Series[], format: (value: number) => string, binary: boolean, onPoint: (index: number | null) => void }} props
 */
function Plot({ time, series, format, binary, onPoint }) {
  const element = useRef(/** @type {HTMLDivElement | null} */ (null));
  const plot = useRef(/** @type {any} */ (null));
  const data = useRef(/** @type {any} */ (null));
  data.current = [time, ...series.map(s => s.values)];
  const labels = series.map(s => s.label).join('\n');

  useLayoutEffect(() => {
    const host = /** @type {HTMLDivElement} */ (element.current);
    const draw = () => {
      plot.current?.destroy();
      plot.current = new /** @type {any} */ (globalThis).uPlot(options(host, { series, format, binary, onPoint }), data.current, host);
    };
    draw();
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: host.clientWidth, height: host.clientHeight }));
    sizes.observe(host);
    const stop = watchColours(draw);
    return () => {
      stop();
      sizes.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [labels]);

  useEffect(() => plot.current?.setData(data.current), [time, ...series.map(s => s.values)]);
  return html`<div class="plot" ref=${element}></div>`;
}

/**
 * @param {HTMLElement} host
 * @param {{ series: Series[], format: (value: number) => string, binary: boolean, onPoint: (index: number | null) => void }} chart
 */
function options(host, { series, format, binary, onPoint }) {
  const text = colour('--muted');
  const line = colour('--line');
  const font = `11px ${getComputedStyle(host).fontFamily}`;
  const axis = { stroke: text, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width: host.clientWidth || 300,
    height: host.clientHeight || 172,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false }, sync: { key: 'time' } },
    scales: { y: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ max) => [0, max > 0 ? max * 1.12 : 1] } },
    axes: [
      { ...axis, space: 70, size: 26, values: (/** @type {any} */ _, /** @type {number[]} */ ticks) => ticks.map(clock) },
      { ...axis, space: 34, size: binary ? 66 : 46, ...(binary && { incrs: powersOfTwo }), values: (/** @type {any} */ _, /** @type {number[]} */ ticks) => ticks.map(format) },
    ],
    series: [{}, ...series.map((s, i) => {
      const stroke = colour(`--series-${i + 1}`);
      return { label: s.label, stroke, width: 1.5, points: { show: false }, fill: s.fill ? stroke.replace('rgb(', 'rgba(').replace(')', ', 0.10)') : undefined };
    })],
    hooks: { setCursor: [(/** @type {any} */ u) => onPoint(u.cursor.idx ?? null)] },
  };
}

const powersOfTwo = Array.from({ length: 50 }, (_, i) => 2 ** i);

/** @param {number} seconds */
function clock(seconds) {
  const date = new Date(seconds * 1000);
  const parts = [date.getHours(), date.getMinutes(), ...(date.getSeconds() > 0 ? [date.getSeconds()] : [])];
  return parts.map(n => String(n).padStart(2, '0')).join(':');
}
