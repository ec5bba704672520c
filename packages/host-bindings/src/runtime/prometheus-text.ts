/** Writes Prometheus' text exposition format 0.0.4: metrics with their samples, labels escaped. */
export class PrometheusText {
  readonly #lines: string[] = [];
  #name = '';

  /** Begins a metric, whose samples follow. */
  begin(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.#name = name;
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
  }

  /** A sample of the metric that was begun last. */
  add(labels: Readonly<Record<string, string>>, value: number, suffix = ''): void {
    const list = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(text)}"`);
    const inBraces = list.length === 0 ? '' : `{${list.join(',')}}`;
    this.#lines.push(`${this.#name}${suffix}${inBraces} ${value}`);
  }

  /** All of it. The format asks for a line feed at the end. */
  finish(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Backslash, double quote and line feed are what a label's value may not have bare. */
function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
