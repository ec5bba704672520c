import { describe, expect, it } from 'vitest';
import {
  type CallGraph,
  createMemoryRpc,
  type MemoryRpcOptions,
  renderCallMermaid,
  renderCallTable,
} from '../../packages/host-bindings/src/providers/memory/index.js';
import { createCall, echo } from './rpc-harness.js';

/** Makes calls, each of which may fail, and answers what was measured. */
async function graphOf(
  calls: readonly (readonly [caller: string, service: string, method: string, bytes: number])[],
  options: MemoryRpcOptions = { measuredEdges: 100 },
): Promise<CallGraph> {
  const rpc = createMemoryRpc({ services: { echo, twice: echo }, now: () => 17, ...options });
  for (const [functionName, service, method, bytes] of calls) {
    const call = rpc.call(service, method, new Uint8Array(bytes), {}, createCall({ functionName }));
    await Promise.resolve(call).catch(() => {});
  }
  return rpc.graph();
}

describe('the graph of calls', () => {
  it('adds up who calls what, with errors, bytes and time', async () => {
    const { since, edges } = await graphOf([
      ['shop', 'echo', 'echo', 10],
      ['shop', 'echo', 'echo', 30],
      ['shop', 'echo', 'conflict', 5],
      ['cart', 'twice', 'echo', 1],
      ['shop', 'echo', 'echo', 2],
      ['cart', 'twice', 'echo', 1],
    ]);
    expect(since).toBe(17);
    expect(edges).toMatchObject([
      { caller: 'shop', service: 'echo', method: 'echo', calls: 3, errors: 0 },
      { caller: 'cart', service: 'twice', method: 'echo', calls: 2, bytesIn: 2, bytesOut: 2 },
      { caller: 'shop', method: 'conflict', calls: 1, errors: 1, bytesIn: 5, bytesOut: 0 },
    ]);
    expect(edges[0]).toMatchObject({ bytesIn: 42, bytesOut: 42 });
    for (const { totalMs, longestMs } of edges) {
      expect(longestMs).toBeGreaterThan(0);
      expect(totalMs).toBeGreaterThanOrEqual(longestMs);
    }
  });

  it('is empty where nobody asked for it', async () => {
    expect((await graphOf([['shop', 'echo', 'echo', 1]], {})).edges).toEqual([]);
  });

  it('counts the runs of a method: calls with one idempotency key are one', async () => {
    const rpc = createMemoryRpc({ services: { echo }, measuredEdges: 10 });
    const payload = new Uint8Array(4);
    for (let round = 0; round < 3; round++) {
      await rpc.call('echo', 'echo', payload, { idempotencyKey: 'k' }, createCall());
    }
    expect(rpc.graph().edges).toMatchObject([{ calls: 1, bytesIn: 4 }]);
  });

  it('keeps a number of edges apart whatever methods a function makes up', async () => {
    const made = Array.from({ length: 50 }, (_, index) => `${index}-${'x'.repeat(10_000)}`);
    const { edges } = await graphOf(
      made.map((method) => ['shop', 'echo', method, 1] as const),
      { measuredEdges: 3 },
    );
    expect(edges).toHaveLength(4);
    expect(edges[0]).toMatchObject({ caller: '*', service: '*', method: '*', calls: 47 });
    for (const { method } of edges) expect(method.length).toBeLessThanOrEqual(200);
    await expect(graphOf([], { measuredEdges: 0 })).rejects.toThrow('measuredEdges is "0"');
  });

  it('is shown as Mermaid and as a table', async () => {
    const graph = await graphOf([
      ['shop', 'echo', 'a:b/c@1.0.0#echo', 3],
      ['echo', 'twice', 'echo', 1000],
    ]);
    const fixed = {
      ...graph,
      edges: graph.edges.map((edge) => ({ ...edge, totalMs: 2, longestMs: 2 })),
    };
    expect(renderCallMermaid(fixed)).toBe(`flowchart LR
  n0["shop"]
  n1["echo"]
  n2["twice"]
  n0 -->|"a:b/c@1.0.0#35;echo: 1, 1 failed, 2.00 ms"| n1
  n1 -->|"echo: 1, 2.00 ms"| n2
`);
    expect(renderCallTable(fixed)).toBe(
      `caller  service  method            calls  errors  bytes in  bytes out    ms  longest ms
shop    echo     a:b/c@1.0.0#echo      1       1         3          0  2.00        2.00
echo    twice    echo                  1       0      1000       1000  2.00        2.00
`,
    );
  });

  it('says names so that they stay names', async () => {
    const method = 'x"]\n  n9 --> n0\u001b[2J\u202e|<b>';
    const graph = await graphOf([['shop', 'echo', method, 1]]);
    const mermaid = renderCallMermaid(graph);
    expect(mermaid.split('\n')).toHaveLength(5);
    expect(mermaid).toContain(
      'x#34;#93;#92;u{a}  n9 --#62; n0#92;u{1b}#91;2J#92;u{202e}#124;#60;b#62;',
    );
    expect(renderCallTable(graph).split('\n')).toHaveLength(3);
    expect(renderCallTable(graph)).toContain('x"]\\u{a}  n9 --> n0\\u{1b}[2J\\u{202e}|<b>');
  });
});
