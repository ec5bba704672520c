import { parse, View } from 'vega';
import { compile } from 'vega-lite';

/** @typedef {import('./results.mjs').Row} Row */

/** Hues that stand out on white and on black alike. */
const colours = { ours: '#3b82f6', peer: '#8b949e', aim: '#f97316' };
const barHeight = 22;
const style =
  '<style>svg{color:#1f2328;background:none}' +
  '@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style>';
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/**
 * An SVG for each table: bars for what was measured, in a row of their own for each unit, and a mark
 * where the aim is. The same results give the same bytes.
 * @param {readonly Row[]} rows
 * @returns {Promise<{ readonly name: string, readonly text: string }[]>}
 */
export async function renderCharts(rows) {
  const titles = [...new Set(rows.map(({ group }) => group))];
  return Promise.all(
    titles.map(async (title) => {
      const own = rows.filter(({ group }) => group === title);
      const units = [...new Set(own.map(({ unit }) => unit))];
      const spec = compile(
        /** @type {any} */ ({
          background: null,
          title: { text: title, anchor: 'start', fontSize: 14 },
          vconcat: units.map((unit) =>
            createPanel(
              own.filter((row) => row.unit === unit),
              unit,
            ),
          ),
          config,
        }),
      ).spec;
      const view = new View(parse(spec), { renderer: 'none' });
      try {
        const text = (await view.toSVG()).replace(/^(<svg[^>]*>)/, `$1${style}`);
        return { name: own[0]?.name ?? '', text: `${text}\n` };
      } finally {
        view.finalize();
      }
    }),
  );
}

/** What all text and lines share: the colour of the text around the picture. */
const config = {
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridColor: 'currentColor',
    gridOpacity: 0.15,
    labelLimit: 400,
    labelFontSize: 12,
    titleFontWeight: 'normal',
  },
  title: { color: 'currentColor' },
  view: { stroke: null },
  font: 'system-ui, sans-serif',
};

/**
 * The bars of one unit.
 * @param {readonly Row[]} rows
 * @param {string} unit
 */
function createPanel(rows, unit) {
  const values = rows.map(({ what, measured, aim }, place) => ({
    // Two rows may have the same words.
    row: `${place}`,
    what,
    measured,
    aim,
    label: digits.format(measured),
    kind: what.startsWith('peer: ') ? 'peer' : 'ours',
  }));
  const names = JSON.stringify(rows.map(({ what }) => what));
  const y = {
    field: 'row',
    type: 'nominal',
    sort: null,
    axis: { title: null, labelExpr: `${names}[datum.value]`, ticks: false, domain: false },
  };
  const x = { type: 'quantitative', title: unit, axis: { tickCount: 5 } };
  const fill = {
    field: 'kind',
    scale: { domain: ['ours', 'peer'], range: [colours.ours, colours.peer] },
  };
  return {
    width: 420,
    height: { step: barHeight },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 14 },
        encoding: {
          y,
          x: { ...x, field: 'measured' },
          color: { ...fill, type: 'nominal', legend: null },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 4, color: 'currentColor', fontSize: 12 },
        encoding: { y, x: { ...x, field: 'measured' }, text: { field: 'label', type: 'nominal' } },
      },
      {
        transform: [{ filter: 'datum.aim !== null' }],
        mark: { type: 'tick', color: colours.aim, thickness: 3, size: 18, opacity: 1 },
        encoding: { y, x: { ...x, field: 'aim' } },
      },
    ],
  };
}
